import { type FormId, formKind } from "../forms/form-kinds.js";
import { menuRows } from "../menu/menu-table.js";
import type { ResidentItem } from "../residents/resident-items.js";
import { contrast, pairs } from "./contrast.js";
import { errorAt, type Problem, warningAt } from "./problems.js";
import { type Colour, colourNames, colours, KNOWN_FACES } from "./schema/look.js";
import { type Screen, type ScreenId, screens } from "./schema/screens.js";
import type { TuningSet } from "./schema/tuning-set.js";

/** What a set is judged beside: items are added only (R-TUNE-04). */
export interface Beside {
  /** Items of the set that is published. */
  readonly published: readonly ResidentItem[];
  /** Items of the configuration. */
  readonly configured: readonly ResidentItem[];
}

/** What the shape of a set cannot tell: errors that keep it from being saved, and warnings. */
export function checkSet(set: TuningSet, beside: Beside): readonly Problem[] {
  return [...checkMenu(set), ...checkItems(set, beside), ...checkFields(set, beside), ...checkLook(set)];
}

function checkMenu({ menu }: TuningSet): readonly Problem[] {
  return Object.entries(menu?.rows ?? {}).flatMap(([id, row]) => {
    const known: readonly string[] = menuRows.find((one) => one.id === id)!.functions.map((one) => one.id);
    return Object.keys(row?.functions ?? {})
      .filter((name) => !known.includes(name))
      .map((name) =>
        errorAt("unknown-parameter", ["menu", "rows", id, "functions", name], {
          ja: "この行にこの機能はありません",
          en: "the row has no such function",
        }),
      );
  });
}

function checkItems({ items = [] }: TuningSet, { published, configured }: Beside): readonly Problem[] {
  const problems = items.flatMap((item, index): readonly Problem[] => {
    const at = ["items", index, "name"];
    const found: Problem[] = [];
    if (items.findIndex(({ name }) => name === item.name) < index) {
      found.push(errorAt("item-twice", at, { ja: "同じ項目が二度あります", en: "the item is there twice" }));
    }
    if (configured.some(({ name }) => name === item.name)) {
      const text = { ja: "構成ファイルに同じ名前の項目があります", en: "the configuration has an item of this name" };
      found.push(errorAt("configured-item", at, text));
    }
    const before = published.find(({ name }) => name === item.name);
    if (before !== undefined && (before.type !== item.type || before.maxLength > item.maxLength)) {
      const text = {
        ja: "公開済みの項目の型は変更できず、長さは短くできません",
        en: "the type of a published item cannot change, nor its length shrink",
      };
      found.push(errorAt("item-changed", ["items", index], text));
    }
    if (item.required && !before?.required) {
      const text = {
        ja: "必須にすると、この項目のない住民ファイルは取り込めなくなります",
        en: "once it is required, resident files without it are refused",
      };
      found.push(warningAt("required-item", ["items", index, "required"], text));
    }
    return found;
  });
  const removed = published.filter(({ name }) => ![...items, ...configured].some((item) => item.name === name));
  const gone = removed.map(({ name }) =>
    errorAt("item-removed", ["items", name], {
      ja: "公開済みのDB項目は削除できません（追加のみ）",
      en: "a published item cannot be taken away: items are added only",
    }),
  );
  return [...problems, ...gone];
}

/** Names that no form and no screen shows: secrets, and the number that this system does not hold (R-TUNE-03, R-DATA-12). */
const SECRET = /pin|password|secret|key|token|individualnumber|mynumber|暗証|個人番号/i;

function checkFields({ screens: tuned = {}, forms = {}, items = [] }: TuningSet, { configured }: Beside) {
  const added = [...configured, ...items].map(({ name }) => name);
  const places = [
    ...Object.entries(tuned).map(([id, one]) => {
      const { fields, items: withItems }: Screen = screens[id as ScreenId];
      return { place: ["screens", id], one, fields, added: withItems ? added : [] };
    }),
    ...Object.entries(forms).map(([id, one]) => {
      const { fields, items: withItems } = formKind(id as FormId);
      return { place: ["forms", id], one, fields, added: withItems ? added : [] };
    }),
  ];
  return places.flatMap(({ place, one, fields, added }) => {
    const named: readonly (readonly [string, string | number, string])[] = [
      ...(one?.order ?? []).map((name, index) => ["order", index, name] as const),
      ...(one?.hidden ?? []).map((name, index) => ["hidden", index, name] as const),
      ...Object.keys(one?.labels ?? {}).map((name) => ["labels", name, name] as const),
    ];
    return named.flatMap(([list, key, name], at): readonly Problem[] => {
      const path = [...place, list, key];
      if (!Object.hasOwn(fields, name) && !added.includes(name)) return [strangeField(path, name)];
      if (list === "hidden" && Object.hasOwn(fields, name) && fields[name]!.mandatory) {
        return [errorAt("mandatory-field", path, { ja: "この項目は隠せません", en: "this field cannot be hidden" })];
      }
      const twice = named.findIndex(([other, , same]) => other === list && same === name) < at;
      return twice
        ? [errorAt("bad-value", path, { ja: "同じ項目が二度あります", en: "the field is there twice" })]
        : [];
    });
  });
}

function strangeField(path: readonly PropertyKey[], name: string): Problem {
  if (SECRET.test(name)) {
    const text = { ja: "暗証番号・鍵・個人番号などは表示・印字できません", en: "secrets cannot be shown or printed" };
    return errorAt("secret-field", path, text);
  }
  return errorAt("unknown-field", path, { ja: "この項目はありません", en: "there is no such field" });
}

function checkLook({ colours: given = {}, fonts }: TuningSet): readonly Problem[] {
  const shown = Object.fromEntries(colourNames.map((name) => [name, given[name] ?? colours[name].standard])) as Record<
    Colour,
    string
  >;
  const low = pairs.flatMap(({ front, back, least }) => {
    const ratio = contrast(shown[front], shown[back]);
    if (ratio >= least) return [];
    const [over, under] = [colours[front].label, colours[back].label];
    // Cut, not rounded: 4.496 is not 4.5.
    const told = `${(Math.floor(ratio * 100) / 100).toFixed(2)}:1`;
    return warningAt("contrast", ["colours", given[front] === undefined ? back : front], {
      ja: `「${over.ja}」と「${under.ja}」のコントラスト比が${told}です（WCAG 2.2 AAは${least}:1以上）`,
      en: `contrast of ${over.en} on ${under.en} is ${told}; WCAG 2.2 AA asks for ${least}:1`,
    });
  });
  if (fonts?.family === undefined || KNOWN_FACES.includes(fonts.family)) return low;
  const text = {
    ja: "日本語の全字形を持つと確認されていない書体です。無い文字は標準の書体で表示します",
    en: "this face is not known to have all Japanese glyphs; what it lacks is shown in the standard face",
  };
  return [...low, warningAt("unknown-font", ["fonts", "family"], text)];
}
