export * from "./myna/index.js";
export * from "./region/index.js";
