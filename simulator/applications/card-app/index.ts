export { cardAppFactory } from "./factory.js";
