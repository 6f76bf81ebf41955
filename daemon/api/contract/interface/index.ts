export { type Clause, clauses } from "./clauses.js";
export * from "./issuing.js";
export { businessSystemRoutes, type InterfaceAnswer, type InterfaceRoute } from "./routes.js";
export * from "./system-view.js";
export { ANSWER_MS, interfaceName, interfaceVersion, MESSAGE_OCTETS } from "./version.js";
