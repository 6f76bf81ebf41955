export * from "./commands/index.js";
export * from "./scp03/index.js";
