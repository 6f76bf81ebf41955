import type { Bilingual } from "../api/contract/index.js";
import { formIds, formKind } from "../forms/form-kinds.js";
import type { ResidentItem } from "../residents/resident-items.js";
import { pairs } from "./contrast.js";
import { KNOWN_FACES } from "./schema/look.js";
import { type Screen, screenIds, screens } from "./schema/screens.js";
import { tuningJsonSchema } from "./schema/tuning-set.js";

interface Arrangeable {
  readonly fields: Readonly<Record<string, { readonly label: Bilingual; readonly mandatory: boolean }>>;
  readonly items?: true;
}

/** Everything that an editor needs to offer each parameter, and nothing of what was set (R-TUNE-14). */
export function parameters(items: readonly ResidentItem[]) {
  const shown = (id: string, label: Bilingual, { fields, items: withItems }: Arrangeable) => ({
    id,
    label,
    fields: [
      ...Object.entries(fields).map(([field, one]) => ({ id: field, label: one.label, mandatory: one.mandatory })),
      ...(withItems ? items.map((item) => ({ id: item.name, label: item.label, mandatory: false })) : []),
    ],
  });
  return {
    schema: { ...tuningJsonSchema() },
    screens: screenIds.map((id) => {
      const screen: Screen = screens[id];
      return shown(id, screen.label, screen);
    }),
    forms: formIds.map((id) => shown(id, formKind(id).title, formKind(id))),
    pairs: pairs.map((pair) => ({ ...pair })),
    faces: [...KNOWN_FACES],
  };
}
