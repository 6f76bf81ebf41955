export { NativeFileSystem } from "./native-file-system.js";
export type { FileSystemSetup } from "./setup.js";
