import type { OfferView, Screen, TouchAct } from "../faces.js";
import { h } from "./element.js";
import { type Language, TEXTS } from "./texts.js";
import { faceOf, type Hands, stepOf } from "./views.js";

const app = document.querySelector<HTMLElement>("#app")!;

const state: {
  screen: Screen | undefined;
  language: Language;
  bright: boolean;
  looking: OfferView | undefined;
  offline: boolean;
} = {
  ...{ screen: undefined, language: "ja", bright: false, looking: undefined, offline: false },
};

/** Sends what was pressed, for the face that it was pressed on. */
async function press(act: TouchAct): Promise<void> {
  const { screen } = state;
  if (screen === undefined) return;
  const body = JSON.stringify({ seq: screen.seq, press: act });
  // Too late for a face that is gone: the next one is on its way.
  await fetch("press", { method: "POST", headers: { "content-type": "application/json" }, body }).catch(() => {});
}

const hands: Hands = {
  pin: (pin) => void press({ act: "pin", pin }),
  look: (offer) => {
    state.looking = offer;
    draw();
    void press({ act: "touch" });
  },
  choose: (kind) => void press({ act: "choose", kind }),
  insert: (yen) => void press({ act: "insert", yen }),
  cancel: () => void press({ act: "cancel" }),
};

const CAN_CANCEL = new Set(["pin", "choose", "pay"]);

/** Draws the page. `keep` names the button that has the focus and keeps it; a new face is begun at its heading. */
function draw(keep?: string | null): void {
  const { screen, language, bright, looking, offline } = state;
  const texts = TEXTS[language];
  document.documentElement.lang = language;
  document.documentElement.classList.toggle("bright", bright);
  document.title = texts.service;
  if (screen === undefined || offline) {
    app.replaceChildren(
      h(
        "main",
        {},
        h("div", { class: "middle" }, h("h1", { tabindex: "-1" }, offline ? texts.offline : texts.service)),
      ),
    );
    return;
  }
  const step = stepOf(screen.face, looking !== undefined);
  const steps = texts.steps.map((text, at) =>
    h(
      "li",
      { class: step !== undefined && at < step ? "past" : undefined, "aria-current": at === step ? "step" : undefined },
      h("span", { class: "number", "aria-hidden": "true" }, String(at + 1)),
      text,
    ),
  );
  app.replaceChildren(
    h(
      "header",
      {},
      h(
        "div",
        { class: "who" },
        h("span", { class: "town" }, screen.municipality),
        h("span", { class: "service" }, `${texts.service} · ${texts[screen.machine]}`),
      ),
      h("span", { class: "sample" }, texts.sample),
      h(
        "button",
        { type: "button", name: "contrast", class: "tool", "aria-pressed": String(bright), onclick: toggleContrast },
        texts.contrast,
      ),
      h(
        "button",
        {
          type: "button",
          name: "language",
          class: "tool",
          lang: language === "ja" ? "en" : "ja",
          onclick: toggleLanguage,
        },
        texts.language,
      ),
    ),
    h("nav", { "aria-label": texts.stepsLabel, hidden: step === undefined }, h("ol", {}, ...steps)),
    h(
      "main",
      { class: screen.face.name },
      h("div", { class: "middle" }, ...faceOf({ screen, language, texts, looking }, hands)),
    ),
    h(
      "footer",
      {},
      CAN_CANCEL.has(screen.face.name) &&
        h("button", { type: "button", name: "cancel", class: "cancel", onclick: hands.cancel }, texts.cancel),
    ),
    ...warning(screen, language),
  );
  const dialog = app.querySelector("dialog");
  if (dialog !== null) dialog.showModal();
  else {
    const kept = keep ? app.querySelector<HTMLElement>(`[name="${CSS.escape(keep)}"]`) : null;
    (kept ?? app.querySelector<HTMLElement>("h1"))?.focus();
  }
}

function warning({ endsIn }: Screen, language: Language): HTMLElement[] {
  if (endsIn === undefined) return [];
  const texts = TEXTS[language];
  const dialog = h(
    "dialog",
    { role: "alertdialog", "aria-labelledby": "still", "aria-describedby": "ends" },
    h("h2", { id: "still" }, texts.stillThere),
    h("p", { id: "ends" }, texts.endsIn(endsIn)),
    h(
      "div",
      { class: "choices" },
      h("button", { type: "button", name: "end", class: "quiet", onclick: hands.cancel }, texts.cancel),
      h(
        "button",
        { type: "button", name: "stay", class: "main", autofocus: true, onclick: () => void press({ act: "touch" }) },
        texts.yes,
      ),
    ),
  );
  return [dialog];
}

function toggleContrast(): void {
  state.bright = !state.bright;
  redraw("contrast");
}

function toggleLanguage(): void {
  state.language = state.language === "ja" ? "en" : "ja";
  redraw("language");
}

/** Draws the same face anew, with the focus where it was. */
function redraw(name: string): void {
  draw(name);
  void press({ act: "touch" });
}

/** A figure in the warning alone is changed where it stands: a pad keeps what was typed. */
function onlyTheWarning(before: Screen | undefined, { seq, endsIn, forgotten }: Screen): boolean {
  if (before?.seq !== seq || before.forgotten !== forgotten) return false;
  const texts = TEXTS[state.language];
  const dialog = app.querySelector("dialog");
  if (endsIn !== undefined && dialog !== null) dialog.querySelector("#ends")!.textContent = texts.endsIn(endsIn);
  else if (endsIn === undefined) dialog?.remove();
  else {
    app.append(...warning({ ...before, endsIn }, state.language));
    app.querySelector("dialog")?.showModal();
  }
  return true;
}

const events = new EventSource("screen");
events.onmessage = ({ data }) => {
  const before = state.screen;
  const screen = JSON.parse(data as string) as Screen;
  const back = state.offline;
  state.offline = false;
  state.screen = screen;
  if (!back && onlyTheWarning(before, screen)) return;
  if (before?.seq !== screen.seq) state.looking = undefined;
  // The next person finds the page as the first one did.
  if (before !== undefined && screen.face.name === "welcome" && before.face.name !== "welcome") {
    Object.assign(state, { language: "ja", bright: false });
  }
  // Coin after coin, or a wrong PIN: what was pressed last is where one goes on.
  const same = before?.face.name === screen.face.name && screen.face.name !== "choose";
  draw(same ? document.activeElement?.getAttribute("name") : undefined);
};
events.onerror = () => {
  state.offline = true;
  draw();
};

// Whoever touches anything is still there; a touch that does something is told by what it does.
let told = 0;
document.addEventListener("pointerdown", (event) => {
  const now = event.timeStamp;
  if (now - told < 2_000) return;
  told = now;
  void press({ act: "touch" });
});
document.addEventListener("keydown", (event) => {
  if (event.timeStamp - told < 2_000) return;
  told = event.timeStamp;
  void press({ act: "touch" });
});
