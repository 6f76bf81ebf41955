import type { Bilingual, RunEvidence, ScenarioEvidence } from "#harness/evidence/types.js";
import { reportErrors } from "../errors.js";
import { html, type Markup, said, text } from "../html/markup.js";
import { marks } from "../html/step.js";
import type { HeldData } from "./held-data.js";
import { harms, type Principle, principles, sides } from "./principles.js";

const idsOf = (scenario: ScenarioEvidence): readonly string[] => [
  ...scenario.requirements,
  ...scenario.steps.flatMap(({ requirements }) => requirements),
];

/** Scenarios that were run and cite an id for which `meant` is true. A skipped one shows nothing. */
function evidenceOf({ scenarios }: RunEvidence, meant: (id: string) => boolean): readonly ScenarioEvidence[] {
  return scenarios.filter((scenario) => scenario.outcome !== "skipped" && idsOf(scenario).some(meant));
}

/** Links to the evidence, or that there is none: a gap is said, not left blank. */
function shownEvidence(found: readonly ScenarioEvidence[], gap: Bilingual): Markup {
  if (found.length === 0) return html`<strong class="gap">${said(gap)}</strong>`;
  return html`${found.map(({ id, outcome }) => html`<a class="${outcome}" href="#${id}"><span class="mark">${marks[outcome]}</span> ${id}</a> `)}`;
}

const NOT_RUN: Bilingual = { ja: "証跡なし（この実行にはない）", en: "gap: no evidence in this run" };
const NOT_OURS: Bilingual = {
  ja: "証跡なし（市町村が記入する）",
  en: "gap: no evidence; the municipality's own to give",
};

const WHOSE: Readonly<Record<string, Bilingual>> = {
  resident: { ja: "住民", en: "resident" },
  operator: { ja: "操作者", en: "operator" },
  both: { ja: "住民・操作者", en: "resident, operator" },
};

/**
 * The privacy page (III.1): the eight principles, the three sides, the three harms, each with its evidence or its gap, and what is held of
 * whom under which Act. Throws `report.privacy-incomplete` when a principle is missing or a field has no purpose or basis (R-PRIV-14, R-PRIV-02).
 */
export function privacySection(run: RunEvidence, held: HeldData, rows: readonly Principle[] = principles): Markup {
  const { purposes, bases, keepings } = held.terms;
  const unsaid = held.fields.filter(
    ({ purpose, basis, keep }) => !(purposes[purpose] && bases[basis] && keepings[keep]),
  );
  const complete = rows.length === 8 && new Set(rows.map(({ requirement }) => requirement)).size === 8;
  if (!complete || unsaid.length > 0 || bases["act"] === undefined) {
    const fields = unsaid.map(({ table, column }) => `${table}.${column}`).join(", ");
    throw reportErrors.error("privacy-incomplete", { principles: rows.length, fields });
  }
  return html`<section id="privacy"><h2>${text("個人情報の保護", "Protection of personal data")}</h2>
<p>${text("根拠", "Act")}: ${said(bases["act"])}</p>
<h3>${text("OECD8原則（1980年）", "The eight principles of the OECD (1980)")}</h3>
<table class="principles"><tbody>${rows.map(
    ({
      sign,
      name,
      requirement,
      related,
      measure,
    }) => html`<tr id="principle-${requirement}"><th scope="row">${sign}${said(name)}
<div class="what">${requirement}</div></th><td>${said(measure)}</td>
<td>${shownEvidence(
      evidenceOf(run, (id) => id === requirement || related.includes(id)),
      NOT_RUN,
    )}</td></tr>`,
  )}</tbody></table>
<h3>${text("制度・技術・運用の3つの側面", "The three sides: law, technology, operation")}</h3>
<table class="sides"><tbody>${sides.map(
    ({
      name,
      section,
      measure,
      areas,
    }) => html`<tr><th scope="row">${said(name)} <small>${section}</small></th><td>${said(measure)}</td>
<td>${shownEvidence(
      evidenceOf(run, (id) => areas.some((area) => id.startsWith(area))),
      section === "III.2.2" ? NOT_OURS : NOT_RUN,
    )}</td></tr>`,
  )}</tbody></table>
<h3>${text("防ぐべき3つの行為", "Three harms to prevent")} <small>R-PRIV-12</small></h3>
<table class="harms"><tbody>${harms.map(
    ({ name, mark }) =>
      html`<tr><th scope="row">${said(name)}</th><td>${shownEvidence(
        run.scenarios.filter(({ id, outcome }) => outcome !== "skipped" && id === `privacy.${mark}`),
        NOT_RUN,
      )}</td></tr>`,
  )}</tbody></table>
<details class="held"><summary>${text("保有する個人情報の項目", "Fields that are held of persons")} <small>${held.fields.length}</small></summary>
<table class="held"><tbody>${held.fields.map(
    ({
      table,
      column,
      whose,
      purpose,
      basis,
      keep,
    }) => html`<tr><th scope="row"><code>${table}.${column}</code></th><td>${said(WHOSE[whose]!)}</td>
<td>${said(purposes[purpose]!)}</td><td>${said(bases[basis]!)}</td><td>${said(keepings[keep]!)}</td></tr>`,
  )}</tbody></table></details></section>`;
}
