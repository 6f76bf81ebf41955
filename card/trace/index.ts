export { describeApdu } from "./describe-apdu.js";
export { maskCommand } from "./mask.js";
export type * from "./types.js";
