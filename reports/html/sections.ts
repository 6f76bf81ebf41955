import type { RunEvidence, ScenarioEvidence } from "#harness/evidence/types.js";
import type { LedgerRow } from "../assumptions/card-ledger.js";
import type { Assumption } from "../assumptions/ledger.js";
import type { Baseline } from "../baseline.js";
import type { Interaction, Requirement } from "../requirements/requirements.js";
import { japanTime } from "./japan-time.js";
import { html, type Markup, said, text } from "./markup.js";
import { marks, outcomeNames, requirementLinks, stepItem } from "./step.js";

const targetNames: Readonly<Record<string, Markup>> = {
  memory: text("memory（プロセス内の仮想カード）", "memory (virtual card in process)"),
  vpcd: text("vpcd（実際のPC/SCスタック上の仮想カード）", "vpcd (virtual card on a real PC/SC stack)"),
};

/** How many scenarios ended how. */
export function tally(run: RunEvidence): Record<ScenarioEvidence["outcome"], number> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of run.scenarios) counts[outcome]++;
  return counts;
}

/** Title, verdict, and what was measured against what, when and where (R-DOC-01). */
export function header(run: RunEvidence, baseline: Baseline): Markup {
  const counts = tally(run);
  const verdict = counts.failed > 0 ? "failed" : counts.passed > 0 ? "passed" : "skipped";
  return html`<header><div class="lang" role="group" aria-label="言語 / Language">
<label><input type="radio" name="lang" id="lang-ja" checked> 日本語</label><label><input type="radio" name="lang" id="lang-en"> English</label></div>
<p class="product">窓口 Madoguchi ${run.product.version}</p>
<h1>${text("窓口業務 検証報告書", "Counter certification report")}</h1>
<p class="verdict ${verdict}"><span class="mark">${marks[verdict]}</span> ${said(outcomeNames[verdict])}
<span class="numbers">${text("合格", "passed")} ${counts.passed} · ${text("不合格", "failed")} ${counts.failed} · ${text("未実施", "skipped")} ${counts.skipped}</span></p>
<dl class="facts">
<dt>${text("基準", "Baseline")}</dt><dd id="baseline">${said(baseline.edition)}${text("（", " (")}${said(baseline.date)}${text("）", ")")}</dd>
<dt>${text("実施日時", "Run at")}</dt><dd><time datetime="${run.startedAt}">${japanTime(run.startedAt)}</time> · ${(run.durationMs / 1000).toFixed(1)} s</dd>
<dt>${text("対象環境", "Target")}</dt><dd>${targetNames[run.target] ?? html`${run.target}`}</dd>
${Object.entries(run.environment).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
</dl></header>`;
}

/** One line a scenario. */
export function overview(run: RunEvidence): Markup {
  return html`<section id="overview"><h2>${text("結果の概要", "Overview")}</h2>
<table class="overview"><thead><tr><th></th><th>${text("シナリオ", "scenario")}</th><th>${text("手順", "steps")}</th><th>APDU</th><th>${text("証跡の要約値", "trace digest")}</th></tr></thead>
<tbody>${run.scenarios.map(
    (scenario) => html`<tr class="${scenario.outcome}"><td><span class="mark">${marks[scenario.outcome]}</span></td>
<td><a href="#${scenario.id}">${said(scenario.title)}</a><div class="what">${scenario.id}</div></td>
<td>${scenario.steps.length}</td><td>${scenario.steps.reduce((sum, { apdus }) => sum + apdus.length, 0)}</td>
<td><code title="SHA-256">${scenario.digest.slice(0, 16)}</code></td></tr>`,
  )}</tbody></table></section>`;
}

/** A scenario with its timeline. */
export function scenarioSection(scenario: ScenarioEvidence): Markup {
  return html`<section class="scenario ${scenario.outcome}" id="${scenario.id}">
<h2><span class="mark">${marks[scenario.outcome]}</span> ${said(scenario.title)}</h2>
${scenario.purpose === undefined ? "" : html`<p class="purpose">${said(scenario.purpose)}</p>`}
${scenario.skipReason === undefined ? "" : html`<p class="skip">${said(scenario.skipReason)}</p>`}
<p class="reqs">${requirementLinks(scenario.requirements)}</p>
<ol class="timeline">${scenario.steps.map(stepItem)}</ol>
<p class="clock"><code>${scenario.file}</code> · ${text("乱数の種", "seed")} <code>${scenario.seed}</code> ·
${text("証跡の要約値 SHA-256", "trace digest SHA-256")} <code>${scenario.digest}</code></p></section>`;
}

const kinds = {
  interaction: text("要件の組合せ", "interaction of requirements"),
  decision: text("未決事項についての決定", "decision on an open point"),
} as const;

/** What an id of the catalogue says. */
function wording(id: string, { requirements, interactions }: Catalogue): Markup {
  const row = requirements.get(id);
  if (row !== undefined) {
    return html`<div class="ja" lang="ja"><q>${row.quote}</q> <small>${row.section}</small></div><div class="req-en" lang="en">${row.en}</div>`;
  }
  const joint = interactions.get(id);
  if (joint === undefined) return text("要件一覧にない番号", "not in the catalogue");
  return html`<div><small>${kinds[joint.kind]}: ${joint.requirements.join(" ")}</small> <span lang="en">${joint.title}</span></div><div class="req-en" lang="en">${joint.en}</div>`;
}

/** The catalogue that a report quotes. */
export interface Catalogue {
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly interactions: ReadonlyMap<string, Interaction>;
}

/** Every requirement that the run cites, with its text and the scenarios that cite it. */
export function requirementSection(run: RunEvidence, catalogue: Catalogue): Markup {
  const citing = new Map<string, Set<ScenarioEvidence>>();
  for (const scenario of run.scenarios) {
    for (const id of [...scenario.requirements, ...scenario.steps.flatMap((step) => step.requirements)]) {
      citing.set(id, (citing.get(id) ?? new Set()).add(scenario));
    }
  }
  const rows = [...citing].sort(([a], [b]) => (a < b ? -1 : 1));
  return html`<section id="requirements"><h2>${text("要件との対応", "Requirements")}</h2>
<table class="requirements"><thead><tr><th>${text("要件", "id")}</th><th>${text("内容", "text")}</th><th>${text("シナリオ", "scenarios")}</th></tr></thead>
<tbody>${rows.map(([id, scenarios]) => {
    return html`<tr id="req-${id}"><th scope="row">${id}</th><td>${wording(id, catalogue)}</td>
<td>${[...scenarios].map((scenario) => html`<a class="${scenario.outcome}" href="#${scenario.id}"><span class="mark">${marks[scenario.outcome]}</span> ${scenario.id}</a>`)}</td></tr>`;
  })}</tbody></table></section>`;
}

/** What this project made up, since the guide does not say it (R-DOC-02, R-DOC-05). */
export function assumptionSection(ledger: readonly Assumption[], rows: readonly LedgerRow[]): Markup {
  return html`<section id="assumptions"><h2>${text("前提（J-LISの仕様ではないもの）", "Assumptions, not J-LIS specification")}</h2>
<p>${text(
    "基準とした手引きは導入検討のための資料であり、インターフェース仕様書ではありません。次の形式・数値は本製品が定めた仮のものです。本番導入の前にJ-LISから資料の提供を受けて確認してください。",
    "The guide is a pre-introduction study text, not an interface specification. The formats and figures below are this product's own. Obtain the details from J-LIS before rollout.",
  )}</p>
<table class="assumptions"><tbody>${ledger.map(
    (row) =>
      html`<tr><th scope="row">${said(row.subject)}</th><td>${said(row.assumed)}</td><td><code>${row.source}</code></td></tr>`,
  )}</tbody></table>
<details class="ledger"><summary>${text("カードに関する前提の台帳", "Ledger of assumptions about the card")} <small>${rows.length}</small></summary>
<table class="assumptions"><tbody>${rows.map(
    ({ id, where, assumed, beforeRollout }) =>
      html`<tr id="${id}"><th scope="row">${id}<div class="what"><code>${where}</code></div></th><td lang="en">${assumed}</td><td lang="en">${beforeRollout}</td></tr>`,
  )}</tbody></table></details></section>`;
}
