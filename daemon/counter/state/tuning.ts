import { batch, signal } from "@preact/signals";
import type { Bilingual, ResultOf } from "#daemon/api/contract/index.js";
import { workTexts } from "../texts/card-work.js";
import { retuned } from "../texts/language.js";
import { shellTexts } from "../texts/shell.js";
import { userTexts } from "../texts/users.js";
import type { Wording } from "../texts/words.js";

export type Tuning = ResultOf<"tuning.current">["tuning"];

/** The tuning that holds at this counter; undefined before the login, which looks as the house made it. */
export const tuning = signal<Tuning | undefined>();

/** Colours of the tuning set by the custom property that draws them (`design/tokens.css`). */
const PROPERTIES: Readonly<Record<string, string>> = {
  ...{ ground: "--ground", sheet: "--sheet", ink: "--ink", soft: "--soft", line: "--line", field: "--edge" },
  ...{ accent: "--accent", onAccent: "--on-accent", good: "--good", warn: "--warn", bad: "--bad" },
};

/** Which of the page's own words a button of the tuning set stands for (R-TUNE-07). */
const BUTTONS: Readonly<Record<string, readonly Wording[]>> = {
  login: [shellTexts.login],
  end: [shellTexts.end],
  cancel: [shellTexts.cancel],
  close: [shellTexts.close],
  search: [userTexts.find],
  register: [userTexts.registerIt],
  load: [workTexts.loadIt],
  list: [workTexts.list],
  delete: [workTexts.deleteIt],
  diagnose: [workTexts.diagnoseIt],
};

/** Larger type is in this proportion to the usual. */
const LARGE = 19 / 15;

const quoted = (face: string): string => (face === "sans-serif" ? face : `"${face}"`);

/** Draws and words the page as its municipality has tuned it (R-TUNE-05 to R-TUNE-10); as the house made it when undefined. */
export function apply(now: Tuning | undefined): void {
  const { style } = document.documentElement;
  const set = (name: string, value: string | undefined) =>
    value === undefined ? style.removeProperty(name) : style.setProperty(name, value);
  for (const [colour, property] of Object.entries(PROPERTIES)) set(property, now?.colours[colour]);
  set("--face", now && [...now.fonts.families, "sans-serif"].map(quoted).join(", "));
  set("--size", now && `${now.fonts.size}px`);
  set("--size-large", now && `${Math.round(now.fonts.size * LARGE)}px`);
  set("--line-height", now && String(now.fonts.lineHeight));
  document.documentElement.dataset["density"] = now?.layout.density ?? "";
  document.documentElement.dataset["menuColumns"] = String(now?.layout.menuColumns ?? 1);
  batch(() => {
    tuning.value = now;
    retuned.value = now ? reworded(now) : new Map();
  });
}

function reworded({ buttons }: Tuning): ReadonlyMap<string, Bilingual> {
  return new Map(
    Object.entries(BUTTONS).flatMap(([id, wordings]) =>
      wordings.flatMap(({ key }) => (buttons[id] ? [[key, buttons[id]] as const] : [])),
    ),
  );
}
