import type { ApduEvidence, AuditEvidence, FrameEvidence, StepEvidence } from "#harness/evidence/types.js";
import { japanTime } from "./japan-time.js";
import { html, type Markup, said, text } from "./markup.js";

export const marks = { passed: "✓", failed: "✕", skipped: "–" } as const;

export const outcomeNames = {
  passed: { ja: "合格", en: "passed" },
  failed: { ja: "不合格", en: "failed" },
  skipped: { ja: "未実施", en: "skipped" },
} as const;

/** Requirement ids as links to their text on the same page. */
export function requirementLinks(ids: readonly string[]): Markup {
  return html`${ids.map((id) => html`<a class="req" href="#req-${id}">${id}</a>`)}`;
}

/** Octets in pairs, secrets set apart. */
function octets(hex: string): Markup {
  const [, plain = "", note = ""] = /^([0-9A-F]*)(\[.*\])?$/.exec(hex) ?? [];
  const pairs = plain.match(/../g)?.join(" ") ?? "";
  return html`<code>${pairs}</code>${note === "" ? "" : html` <span class="masked">${note.slice(1, -1)}</span>`}`;
}

function apduRow(apdu: ApduEvidence, index: number): Markup {
  const sw = apdu.response.slice(-4);
  const state =
    apdu.response === "" ? "gone" : sw === "9000" || sw.startsWith("61") || sw === "6310" ? "fine" : "refused";
  return html`<tr class="${apdu.fault === true ? "fault" : ""}">
<td class="n">${index + 1}</td>
<td><b>${apdu.name}</b>${apdu.writes ? html` <span class="tag write">${text("書込", "write")}</span>` : ""}${
    apdu.fault === true ? html` <span class="tag fault">${text("障害注入", "fault")}</span>` : ""
  }<div class="what">${said(apdu.detail)}</div></td>
<td class="hex"><div class="cmd">${octets(apdu.command)}</div><div class="rsp">${
    apdu.response === "" ? "" : octets(apdu.response.slice(0, -4))
  } <span class="sw ${state}">${sw === "" ? "—" : sw}</span> <span class="what">${said(apdu.outcome)}</span></div></td>
</tr>`;
}

function apdus(rows: readonly ApduEvidence[]): Markup {
  if (rows.length === 0) return html``;
  return html`<h4>${text("カードとのやり取り", "Exchanges with the card")} <small>APDU ${rows.length}</small></h4>
<table class="apdus"><thead><tr><th>#</th><th>${text("コマンド", "command")}</th><th>${text("電文（16進）", "octets (hexadecimal)")}</th></tr></thead>
<tbody>${rows.map(apduRow)}</tbody></table>`;
}

const arrows = { sent: "→", received: "←" } as const;

function frames(rows: readonly FrameEvidence[]): Markup {
  if (rows.length === 0) return html``;
  return html`<h4>${text("デーモンとの電文", "Messages with the daemon")} <small>JSON-RPC ${rows.length}</small></h4>
<ol class="frames">${rows.map(
    (
      frame,
    ) => html`<li class="${frame.direction} ${frame.kind}"><span class="dir" aria-hidden="true">${arrows[frame.direction]}</span>
<b>${frame.method}</b> <span class="tag">${frame.kind}</span> <span class="party">${frame.party}</span>
<pre>${JSON.stringify(frame.body, null, 1)}</pre></li>`,
  )}</ol>`;
}

function cell(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

const auditColumns = [
  ["sequence", "番号", "no."],
  ["at", "日時", "at"],
  ["event", "事象", "event"],
  ["outcome", "結果", "outcome"],
  ["actor", "操作者", "actor"],
  ["target", "対象", "target"],
  ["code", "理由", "code"],
  ["facts", "内容", "facts"],
] as const;

function audit(rows: readonly AuditEvidence[]): Markup {
  if (rows.length === 0) return html``;
  return html`<h4>${text("監査ログ", "Audit rows")} <small>${rows.length}</small></h4>
<table class="audit"><thead><tr>${auditColumns.map(([, ja, en]) => html`<th>${text(ja, en)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${auditColumns.map(([field]) => html`<td>${cell(row[field])}</td>`)}</tr>`)}</tbody></table>`;
}

function failure({ failure: failed }: StepEvidence): Markup {
  if (failed === undefined) return html``;
  const { message, expected, actual, file, line } = failed;
  return html`<div class="failure"><p>${said(message)}</p><dl>${
    expected === undefined ? "" : html`<dt>${text("期待", "expected")}</dt><dd><pre>${expected}</pre></dd>`
  }${actual === undefined ? "" : html`<dt>${text("実際", "actual")}</dt><dd><pre>${actual}</pre></dd>`}
<dt>${text("記述箇所", "written at")}</dt><dd><code>${file}:${line}</code></dd></dl></div>`;
}

/** One step of a timeline, closed until it is asked for; a failed one stands open. */
export function stepItem(step: StepEvidence): Markup {
  const { outcome } = step;
  return html`<li class="step ${outcome}"><details${outcome === "failed" ? html` open` : ""}><summary>
<span class="mark" title="${outcomeNames[outcome].ja}">${marks[outcome]}</span>
<span class="title"><b>${step.index}. ${said(step.title)}</b><span class="summary">${said(step.summary)}</span></span>
<span class="counts">${step.apdus.length > 0 ? html`APDU ${step.apdus.length}` : ""}</span></summary>
<div class="body">${step.requirements.length === 0 ? "" : html`<p class="reqs">${requirementLinks(step.requirements)}</p>`}
${failure(step)}${apdus(step.apdus)}${frames(step.frames)}${audit(step.audit)}
<p class="clock">${text("シナリオ時刻", "scenario clock")} <time datetime="${step.at}">${japanTime(step.at)}</time> · ${text("所要", "took")} ${step.durationMs.toFixed(0)} ms</p></div></details></li>`;
}
