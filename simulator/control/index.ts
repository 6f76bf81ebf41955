export { CardDesk, type CardDeskOptions } from "./card-desk.js";
export { deskErrors } from "./errors.js";
export { FOLLOW, type Operation, type OperationName, operations, type ParamsOf, type ResultOf } from "./operations.js";
export type { CardView, ReaderView } from "./schemas.js";
export { DeskClient } from "./server/desk-client.js";
export { type ServedDesk, type ServeOptions, serveDesk } from "./server/serve-desk.js";
export { defaultSocket } from "./server/socket-place.js";
