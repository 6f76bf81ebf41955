import type { Bilingual } from "../api/contract/index.js";
import { canonicalJson } from "../audit/canonical.js";
import { type FormId, formKind } from "../forms/form-kinds.js";
import { menuRows } from "../menu/menu-table.js";
import { type Colour, colours } from "./schema/look.js";
import { type Screen, type ScreenId, screens } from "./schema/screens.js";
import { type TuningSet, tuningSet } from "./schema/tuning-set.js";
import { type ButtonId, buttons } from "./schema/wordings.js";

/** One difference between two sets: where, and in words. */
export interface Change extends Bilingual {
  readonly place: string;
}

type Leaves = ReadonlyMap<string, { readonly path: readonly string[]; readonly value: unknown }>;

/** Values that are told as one: a wording, a list, an item. */
const isLeaf = (value: unknown): boolean =>
  typeof value !== "object" || value === null || Array.isArray(value) || Object.hasOwn(value, "ja");

/** Every value of a set by its place; items by their names. */
function leavesOf(set: TuningSet): Leaves {
  const found = new Map<string, { path: string[]; value: unknown }>();
  const walk = (value: unknown, path: string[]) => {
    if (value === undefined) return;
    if (isLeaf(value)) found.set(path.join("."), { path, value });
    else for (const [name, inner] of Object.entries(value as object)) walk(inner, [...path, name]);
  };
  const { items = [], ...rest } = set;
  walk(rest, []);
  for (const item of items) found.set(`items.${item.name}`, { path: ["items", item.name], value: item });
  return found;
}

/** What is different in `after`, in words, in order of the places. */
export function changesBetween(before: TuningSet, after: TuningSet): readonly Change[] {
  const [old, fresh] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((place): readonly Change[] => {
    const [was, is] = [old.get(place), fresh.get(place)];
    if (canonicalJson(was?.value) === canonicalJson(is?.value)) return [];
    const { ja, en } = placeName((is ?? was)!.path);
    const [from, to] = [told(was?.value), told(is?.value)];
    return [{ place, ja: `${ja}: ${from.ja} → ${to.ja}`, en: `${en}: ${from.en} → ${to.en}` }];
  });
}

const STANDARD: Bilingual = { ja: "（標準）", en: "(default)" };
const NONE: Bilingual = { ja: "（なし）", en: "(none)" };

function told(value: unknown): Bilingual {
  if (value === undefined) return STANDARD;
  if (Array.isArray(value)) return value.length === 0 ? NONE : joined(value.map(told));
  if (typeof value === "object" && value !== null) {
    const { ja, en, label, type } = value as Record<string, unknown>;
    if (ja !== undefined) return { ja: `「${ja}」`, en: `“${en ?? ja}”` };
    if (label !== undefined) {
      const text = told(label);
      return { ja: `${text.ja}（${type}）`, en: `${text.en} (${type})` };
    }
  }
  return { ja: String(value), en: String(value) };
}

const joined = (texts: readonly Bilingual[]): Bilingual => ({
  ja: texts.map(({ ja }) => ja).join("、"),
  en: texts.map(({ en }) => en).join(", "),
});

/** What the parts of a place are called that the schema itself does not name. */
function ownName(path: readonly string[]): Bilingual | undefined {
  const [section, id = "", part, name = ""] = path;
  const last = path.length;
  if (section === "colours" && last === 2) return colours[id as Colour]?.label;
  if (section === "buttons" && last === 2) return buttons[id as ButtonId];
  if (section === "items" && last === 2) return { ja: id, en: id };
  if (section === "menu" && part !== undefined) {
    const row = menuRows.find((one) => one.id === part);
    if (last === 3) return row?.name;
    if (last === 5) return row?.functions.find((one) => one.id === path[4])?.label;
  }
  if (last > 1 && (section === "screens" || section === "forms")) {
    const one: Pick<Screen, "label" | "fields"> | undefined =
      section === "screens"
        ? screens[id as ScreenId]
        : { label: formKind(id as FormId).title, fields: formKind(id as FormId).fields };
    if (last === 2) return one?.label;
    if (part === "labels" && last === 4) return one?.fields[name]?.label ?? { ja: name, en: name };
  }
  return undefined;
}

interface Node {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
}

let schema: Node | undefined;

/** The place as people call it: the titles that the schema gives on the way there. */
export function placeName(path: readonly string[]): Bilingual {
  schema ??= tuningSet.toJSONSchema({ io: "input" }) as Node;
  let node: Node | undefined = schema;
  const names = path.map((step, index): Bilingual => {
    node = node?.properties?.[step];
    const own = ownName(path.slice(0, index + 1));
    return own ?? { ja: node?.title ?? step, en: node?.description ?? step };
  });
  return { ja: names.map(({ ja }) => ja).join(" ＞ "), en: names.map(({ en }) => en).join(" > ") };
}
