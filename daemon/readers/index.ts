export { PcscReaders, type PcscReadersOptions } from "./pcsc/pcsc-readers.js";
