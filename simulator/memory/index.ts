export { MemoryReaders, type MemoryReadersOptions } from "./memory-readers.js";
