export * from "./card/index.js";
export * from "./control/index.js";
export * from "./faults/index.js";
export * from "./kernel/index.js";
export * from "./memory/index.js";
export * from "./people/index.js";
export * from "./profiles/index.js";
export * from "./trace/index.js";
