import { PcscReaders } from "#daemon/readers/pcsc/pcsc-readers.js";

/** A daemon reduced to its readers: tells its reader host's process id and waits to be killed. */
const readers = new PcscReaders();
await readers.start();
process.send?.(readers.hostPid);
