import type { Bilingual, RunEvidence, ScenarioEvidence, StepEvidence } from "#harness/evidence/types.js";
import { escapeMarkup } from "../html/markup.js";

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeMarkup(String(value)).replaceAll("\n", "&#10;")}"`)
    .join("");

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const both = ({ ja, en }: Bilingual): string => (ja === en ? ja : `${ja} / ${en}`);

/** What a person reads of one step in a tool that knows only JUnit: requirements, exchanges, messages, audit. */
function detail(step: StepEvidence): string {
  const lines = [both(step.summary)];
  if (step.requirements.length > 0) lines.push(`requirements: ${step.requirements.join(" ")}`);
  for (const apdu of step.apdus) {
    lines.push(
      `APDU ${apdu.name} | ${apdu.detail.en}`,
      `  > ${apdu.command}`,
      `  < ${apdu.response || "(none)"} ${apdu.outcome.en}`,
    );
  }
  for (const frame of step.frames) {
    lines.push(
      `${frame.direction === "sent" ? ">" : "<"} ${frame.party} ${frame.kind} ${frame.method} ${JSON.stringify(frame.body)}`,
    );
  }
  for (const row of step.audit) lines.push(`audit ${JSON.stringify(row)}`);
  return lines.join("\n");
}

function testcase(scenario: ScenarioEvidence, step: StepEvidence): string {
  const failed = step.failure;
  const place = failed === undefined ? "" : `${failed.file}:${failed.line}`;
  const facts =
    failed === undefined ? "" : `${place}\nexpected: ${failed.expected ?? "-"}\nactual: ${failed.actual ?? "-"}`;
  return [
    `<testcase${attributes({
      classname: scenario.id,
      name: `${String(step.index).padStart(2, "0")} ${both(step.title)}`,
      time: seconds(step.durationMs),
    })}>`,
    failed === undefined
      ? ""
      : `<failure${attributes({ message: both(failed.message), type: step.action })}>${escapeMarkup(facts)}</failure>`,
    step.outcome === "skipped" ? "<skipped/>" : "",
    `<system-out>${escapeMarkup(detail(step))}</system-out>`,
    "</testcase>",
  ].join("");
}

function testsuite(run: RunEvidence, scenario: ScenarioEvidence): string {
  const count = (outcome: StepEvidence["outcome"]) => scenario.steps.filter((step) => step.outcome === outcome).length;
  // A scenario that was skipped has no steps: it counts as one skipped case, so that it does not vanish from the sums.
  const absent = scenario.steps.length === 0;
  const reason = scenario.skipReason === undefined ? "" : both(scenario.skipReason);
  return [
    `<testsuite${attributes({
      name: both(scenario.title),
      tests: absent ? 1 : scenario.steps.length,
      failures: count("failed"),
      errors: 0,
      skipped: absent ? 1 : count("skipped"),
      time: seconds(scenario.durationMs),
      timestamp: run.startedAt.slice(0, 19),
    })}>`,
    "<properties>",
    ...Object.entries({
      id: scenario.id,
      file: scenario.file,
      target: run.target,
      seed: scenario.seed,
      digest: scenario.digest,
      requirements: scenario.requirements.join(" "),
    }).map(([name, value]) => `<property${attributes({ name, value })}/>`),
    "</properties>",
    ...(absent
      ? [
          `<testcase${attributes({ classname: scenario.id, name: both(scenario.title), time: "0" })}><skipped${attributes({ message: reason })}/></testcase>`,
        ]
      : scenario.steps.map((step) => testcase(scenario, step))),
    "</testsuite>",
  ].join("\n");
}

/** The run as JUnit XML: a suite for each scenario, a case for each step, its exchanges in `system-out`. */
export function junitReport(run: RunEvidence): string {
  const steps = run.scenarios.flatMap((scenario) => scenario.steps);
  const absent = run.scenarios.filter((scenario) => scenario.steps.length === 0).length;
  const count = (outcome: StepEvidence["outcome"]) => steps.filter((step) => step.outcome === outcome).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({
      name: `${run.product.name} ${run.product.version} (${run.target})`,
      tests: steps.length + absent,
      failures: count("failed"),
      errors: 0,
      skipped: count("skipped") + absent,
      time: seconds(run.durationMs),
    })}>`,
    ...run.scenarios.map((scenario) => testsuite(run, scenario)),
    "</testsuites>",
    "",
  ].join("\n");
}
