export { conformanceErrors } from "./conformance-errors.js";
export { type PublishedClause, type PublishedInterface, readPublished } from "./published.js";
export { REPORT_TYPE, readReportKey, signReport, writeReport } from "./report.js";
export { type ClauseResult, type Conformance, type ConformanceOptions, runConformance } from "./run-conformance.js";
