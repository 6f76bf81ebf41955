export { answer } from "./card-server.js";
export { vpcdErrors } from "./errors.js";
export { CONTROL, encodeFrame, FrameDecoder, MAX_MESSAGE } from "./framing.js";
export {
  type Departure,
  FIRST_PORT,
  type Insertion,
  type InsertOptions,
  insertCard,
  type LinkState,
  portOfSlot,
} from "./insert-card.js";
