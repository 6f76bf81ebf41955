export { describeApdu } from "./describe-apdu.js";
export { maskCommand } from "./mask.js";
export { octetsForMasked } from "./masked-octets.js";
export type * from "./types.js";
