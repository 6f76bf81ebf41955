export * from "./globalplatform/index.js";
export * from "./myna/index.js";
export * from "./region/index.js";
export * from "./trace/index.js";
