export { type InstalledStack, installedStack } from "./installed.js";
export { obtainPcsc, type PcscService } from "./pcsc-service.js";
export { type Finished, PcscStack, stackMissing } from "./pcsc-stack.js";
export type { StackSlot } from "./pcscd-process.js";
export { MOST_READERS, type ReaderEntry, readerEntries } from "./reader-conf.js";
export { type TiedCommand, tiedToUs } from "./tied-child.js";
