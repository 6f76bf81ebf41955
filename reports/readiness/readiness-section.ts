import type { Bilingual } from "#harness/evidence/types.js";
import { html, type Markup, said, text } from "../html/markup.js";
import type { ReadinessAnswers } from "./answers.js";
import { type Asked, checklist } from "./checklist.js";

const NAMES: Readonly<Record<Asked, Bilingual>> = {
  evidence: { ja: "証跡", en: "evidence" },
  rule: { ja: "規程名", en: "rule" },
  date: { ja: "制定日", en: "date" },
};

/** Items of which something is not answered: as long as there is one, the municipality is not ready (R-OPS-01 to R-OPS-06). */
export function openItems(answers: ReadinessAnswers): readonly string[] {
  return checklist
    .filter(({ requirement, asks }) => asks.some((asked) => answers[requirement]?.[asked] === undefined))
    .map(({ requirement }) => requirement);
}

/** The checklist of the rollout (III.2.2, A-43): what the system shows, what the municipality does, and what it has answered. */
export function readinessSection(answers: ReadinessAnswers = {}): Markup {
  const open = openItems(answers);
  const verdict =
    open.length === 0
      ? html`<p class="passed" id="readiness-verdict">${text("準備完了（市町村の回答による）", "ready, by the municipality's own answers")}</p>`
      : html`<p class="failed" id="readiness-verdict">${text(`未完了（${open.length}項目が未回答）`, `not ready: ${open.length} not answered`)}</p>`;
  return html`<section id="readiness"><h2>${text("運用上の対策の確認", "Measures of operation")} <small>III.2.2</small></h2>
<p>${text(
    "システムは方針を示すだけで、対策の策定と実施は市町村が行う（R-OPS-04）。",
    "The system shows the policy alone; measures are drawn up and carried out by the municipality (R-OPS-04).",
  )}</p>
${verdict}
<table class="readiness"><thead><tr><th>${text("項目", "item")}</th><th>${text("システムの方針", "policy, by the system")}</th>
<th>${text("市町村の対策", "measure, by the municipality")}</th><th>${text("回答", "answer")}</th></tr></thead>
<tbody>${checklist.map(
    ({
      requirement,
      name,
      policy,
      measure,
      asks,
    }) => html`<tr id="readiness-${requirement}"><th scope="row">${said(name)}<div class="what">${requirement}</div></th>
<td>${said(policy)}</td><td>${said(measure)}</td>
<td>${asks.map((asked) => {
      const given = answers[requirement]?.[asked];
      return given === undefined
        ? html`<div><strong class="gap">${said(NAMES[asked])}: ${text("未回答", "not answered")}</strong></div>`
        : html`<div>${said(NAMES[asked])}: ${given}</div>`;
    })}</td></tr>`,
  )}</tbody></table></section>`;
}
