import { h } from "./dom.js";
import { type Actions, type State, shownReader } from "./state.js";
import { hasText, type Language, text } from "./texts.js";

function named(key: string, language: Language): string {
  return hasText(key) ? text(key, language) : key;
}

function memoryBar(state: State): HTMLElement | undefined {
  const memory = state.listing?.memory;
  if (!memory) return undefined;
  const figures = `${text("free", state.language)} ${memory.free.toLocaleString()} / ${memory.quota.toLocaleString()} ${text("octets", state.language)}`;
  return h(
    "div",
    { class: "memory" },
    h("meter", { min: 0, max: memory.quota || 1, value: memory.used, "aria-label": figures }),
    h("span", {}, figures),
  );
}

function listingView(state: State, kind: string | undefined): HTMLElement | undefined {
  const { listing, language } = state;
  if (!listing) return undefined;
  const title = text(kind === "juki" ? "areaJuki" : "area", language);
  const area = listing.area
    ? `${listing.area.municipality} · ${listing.area.keyId} (${listing.area.generation}) · ${listing.area.setBy}`
    : text("areaNotSet", language);
  const rows = listing.applications.map((application) =>
    h(
      "tr",
      {},
      h(
        "td",
        {},
        application.name?.[language] ?? (application.owner === "own" ? application.municipality : ""),
        ...(application.owner === "own"
          ? []
          : [
              h(
                "span",
                { class: "state" },
                text(application.owner === "other" ? "ownerOther" : "ownerUnknown", language),
                ` ${application.municipality ?? ""}`,
              ),
            ]),
        h("code", {}, application.aid),
      ),
      h("td", {}, application.version ?? ""),
      h("td", {}, h("span", { class: `state ${application.state}` }, text(application.state, language))),
      h("td", { class: "number" }, application.size.toLocaleString()),
    ),
  );
  const head = h(
    "tr",
    {},
    ...(["name", "version", "state", "size"] as const).map((key) => h("th", { scope: "col" }, text(key, language))),
  );
  return h(
    "section",
    { class: "panel" },
    h("h2", {}, title),
    h("p", { class: "area" }, area),
    memoryBar(state),
    rows.length > 0
      ? h("table", {}, h("thead", {}, head), h("tbody", {}, ...rows))
      : h("p", { class: "hint" }, text("noApplications", language)),
  );
}

function diagnosisView(state: State): HTMLElement | undefined {
  const { diagnosis, language } = state;
  if (!diagnosis) return undefined;
  const fine = diagnosis.verdict === "ok";
  return h(
    "section",
    { class: `panel verdict ${fine ? "fine" : "faulty"}`, "aria-live": "polite" },
    h(
      "h2",
      {},
      fine ? text("noFault", language) : `${text("faultFound", language)}: ${named(diagnosis.verdict, language)}`,
    ),
    h("p", {}, diagnosis.advice[language]),
    h(
      "ol",
      {},
      ...diagnosis.steps.map(({ check, result, finding }) =>
        h(
          "li",
          { class: result },
          h("span", {}, named(check, language)),
          h("strong", {}, text(result, language)),
          finding && h("p", {}, finding[language]),
        ),
      ),
    ),
  );
}

/** The chosen reader's card: who it is, what can be asked of it, what was answered. */
export function cardView(state: State, actions: Actions): HTMLElement {
  const { language } = state;
  const reader = shownReader(state);
  if (!reader) return h("section", { class: "panel" }, h("p", { class: "hint" }, text("chooseReader", language)));
  const rights = state.session?.rights ?? [];
  const unavailable = (needsCard: boolean) => state.working || (needsCard && reader.state !== "ready");
  const button = (key: "list" | "diagnose", right: string, needsCard: boolean, act: () => void) =>
    rights.some((held) => held === right) &&
    h(
      "button",
      {
        type: "button",
        name: key,
        class: "primary",
        // Not `disabled`: a button that is being waited for keeps the focus of whoever works by keyboard.
        "aria-disabled": unavailable(needsCard) ? "true" : "false",
        onclick: () => unavailable(needsCard) || act(),
      },
      text(key, language),
    );
  const facts = h(
    "dl",
    {},
    h("dt", {}, text("kind", language)),
    h("dd", {}, reader.kind ? text(reader.kind, language) : text(reader.state, language)),
    ...(reader.cardId ? [h("dt", {}, text("cardId", language)), h("dd", {}, h("code", {}, reader.cardId))] : []),
  );
  return h(
    "div",
    { class: "stack" },
    h(
      "section",
      { class: "panel card" },
      h("h2", {}, reader.name),
      facts,
      h(
        "div",
        { class: "actions" },
        button("list", "card.list", true, () => actions.list(reader.id)),
        button("diagnose", "card.diagnose", false, () => actions.diagnose(reader.id)),
      ),
      state.working && h("p", { class: "working", role: "status" }, text("working", language)),
    ),
    diagnosisView(state) ?? "",
    listingView(state, reader.kind) ?? "",
  );
}
