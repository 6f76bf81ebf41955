export * from "./region/index.js";
