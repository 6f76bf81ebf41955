import type { Bilingual } from "../api/contract/index.js";
import { menuRows, menuTexts } from "../menu/menu-table.js";
import type { ResidentItem } from "../residents/resident-items.js";
import { colourNames, colours, FALLBACK_FACES, lookStandards } from "./schema/look.js";
import { type Screen, screenIds, screens } from "./schema/screens.js";
import { worded } from "./schema/text.js";
import type { TuningSet } from "./schema/tuning-set.js";
import { buttonIds, buttons, FOOTER } from "./schema/wordings.js";

/** One field as a screen or form shows it. */
export interface ShownField {
  readonly id: string;
  readonly label: Bilingual;
  readonly shown: boolean;
}

interface Arrangement {
  readonly order?: readonly string[] | undefined;
  readonly hidden?: readonly string[] | undefined;
  readonly labels?: Readonly<Record<string, { readonly ja: string; readonly en?: string | undefined }>> | undefined;
}

/** Fields in the order, and by the names, that an arrangement gives them. */
export function arranged(
  fields: Readonly<Record<string, { readonly label: Bilingual }>>,
  items: readonly ResidentItem[],
  { order = [], hidden = [], labels = {} }: Arrangement,
): readonly ShownField[] {
  const all = new Map<string, Bilingual>([
    ...Object.entries(fields).map(([id, { label }]) => [id, label] as const),
    ...items.map(({ name, label }) => [name, label] as const),
  ]);
  const first = order.filter((id) => all.has(id));
  const rest = [...all.keys()].filter((id) => !first.includes(id));
  return [...first, ...rest].map((id) => ({
    id,
    // An item may be called as what every object has.
    label: worded(all.get(id)!, Object.hasOwn(labels, id) ? labels[id] : undefined),
    shown: !hidden.includes(id),
  }));
}

/** The whole of what the screens go by: the set over the defaults. `items` are the configuration's and the set's. */
export function resolve(set: TuningSet, items: readonly ResidentItem[]) {
  const { menu = {}, fonts = {} } = set;
  const execute = worded(buttons.execute, set.buttons?.execute);
  const end = worded(buttons.end, set.buttons?.end);
  const family = fonts.family ?? lookStandards.fonts.family;
  return {
    colours: Object.fromEntries(colourNames.map((name) => [name, set.colours?.[name] ?? colours[name].standard])),
    fonts: {
      // What the first face lacks, or where it is not installed, one follows that has it (R-TUNE-06).
      families: [family, ...FALLBACK_FACES.filter((face) => face !== family)],
      size: fonts.size ?? lookStandards.fonts.size,
      lineHeight: fonts.lineHeight ?? lookStandards.fonts.lineHeight,
    },
    layout: {
      density: set.layout?.density ?? lookStandards.layout.density,
      menuColumns: set.layout?.menuColumns ?? lookStandards.layout.menuColumns,
      largeType: set.layout?.largeType ?? lookStandards.layout.largeType,
      readers: set.layout?.readers ?? lookStandards.layout.readers,
    },
    menu: {
      title: worded(menuTexts.title, menu.title),
      guidance: worded(menuTexts.guidance, menu.guidance),
      footer: menu.footer ?? FOOTER,
      execute,
      end,
      rows: menuRows.map(({ id, name, explanation, functions }) => {
        const row = menu.rows?.[id];
        return {
          id,
          name: worded(name, row?.name),
          explanation: worded(explanation, row?.explanation),
          functions: functions.map((one) => ({ id: one.id, label: worded(one.label, row?.functions?.[one.id]) })),
        };
      }),
    },
    buttons: Object.fromEntries(buttonIds.map((id) => [id, worded(buttons[id], set.buttons?.[id])])),
    screens: Object.fromEntries(
      screenIds.map((id) => {
        const { fields, items: withItems }: Screen = screens[id];
        return [id, [...arranged(fields, withItems ? items : [], set.screens?.[id] ?? {})]];
      }),
    ),
    items: items.map((item) => ({ ...item })),
  };
}

export type ResolvedTuning = ReturnType<typeof resolve>;
