export { type Assumption, ledger } from "./assumptions/ledger.js";
export { type Baseline, guideBaseline } from "./baseline.js";
export { reportErrors } from "./errors.js";
export { htmlReport } from "./html/page.js";
export { junitReport } from "./junit/junit.js";
export { type ReadinessAnswers, readReadiness } from "./readiness/answers.js";
export { openItems } from "./readiness/readiness-section.js";
export { type Interaction, interactions, type Requirement, requirements } from "./requirements/requirements.js";
export { type WrittenReports, writeReports } from "./write-reports.js";
