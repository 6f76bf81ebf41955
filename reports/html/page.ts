import { readFileSync } from "node:fs";
import type { RunEvidence } from "#harness/evidence/types.js";
import { cardLedger } from "../assumptions/card-ledger.js";
import { type Assumption, ledger as ourLedger } from "../assumptions/ledger.js";
import { type Baseline, guideBaseline } from "../baseline.js";
import { reportErrors } from "../errors.js";
import { heldData } from "../privacy/held-data.js";
import { privacySection } from "../privacy/privacy-section.js";
import type { ReadinessAnswers } from "../readiness/answers.js";
import { readinessSection } from "../readiness/readiness-section.js";
import { interactions, requirements } from "../requirements/requirements.js";
import { html, Markup } from "./markup.js";
import { assumptionSection, header, overview, requirementSection, scenarioSection, tally } from "./sections.js";

export interface PageOptions {
  readonly baseline?: Baseline;
  readonly ledger?: readonly Assumption[];
  /** What the municipality has answered of its own measures; nothing when absent. */
  readonly readiness?: ReadinessAnswers;
}

const style = () => new Markup(readFileSync(new URL("../../../reports/html/report.css", import.meta.url), "utf8"));

/** Nothing may be fetched and nothing may run: the page is a document. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The report of a run as one HTML file that needs nothing else: no script, no font, no image from elsewhere.
 * Throws `report.no-baseline` when it could not say what it measures against (R-DOC-01).
 */
export function htmlReport(
  run: RunEvidence,
  { baseline = guideBaseline, ledger = ourLedger, readiness = {} }: PageOptions = {},
): string {
  const named = [baseline.edition, baseline.date].every(({ ja, en }) => ja.trim() !== "" && en.trim() !== "");
  if (!named) throw reportErrors.error("no-baseline");
  const { failed, passed } = tally(run);
  const sign = failed > 0 ? "✕" : passed > 0 ? "✓" : "–";
  const page = html`<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${sign} 窓口業務 検証報告書 ${run.startedAt.slice(0, 10)} (${run.target})</title>
<style>
${style()}
</style>
</head>
<body>
${header(run, baseline)}
<main>
${overview(run)}
${run.scenarios.map(scenarioSection)}
${requirementSection(run, { requirements: requirements(), interactions: interactions() })}
${privacySection(run, heldData())}
${readinessSection(readiness)}
${assumptionSection(ledger, cardLedger())}
</main>
</body>
</html>
`;
  return page.text;
}
