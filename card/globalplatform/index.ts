export * from "./commands/index.js";
export * from "./scp02/index.js";
export * from "./scp03/index.js";
export * from "./secure-channel/index.js";
