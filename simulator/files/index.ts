export {
  type CommandHandler,
  FileApplication,
  type FileApplicationParts,
} from "./file-application.js";
export { FileIssuer, FileMemory } from "./file-memory.js";
export * from "./file-spec.js";
