export { type ExchangeEntry, isoMicros, type TraceDraft, type TraceEntry, traceEntry } from "./entry.js";
export { traceText } from "./human.js";
export { PcapngWriter } from "./pcapng.js";
export { type TraceFilter, type TraceLimits, TraceLog, type TraceSlice } from "./trace-log.js";
export { type RemovalReason, TracedCard, type Tracing } from "./traced-card.js";
