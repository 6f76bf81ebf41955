import type { Bilingual, Form } from "../api/contract/index.js";
import type { ResidentItem } from "../residents/resident-items.js";
import { arranged, type ShownField } from "../tuning/resolve.js";
import { type FormLayout, formStandards } from "../tuning/schema/form-layouts.js";
import { worded } from "../tuning/schema/text.js";
import { type FormId, formKind } from "./form-kinds.js";

const MM = 72 / 25.4;
/** A4 and A5 upright, in points (ISO 216). */
const PAPER = { A4: [595.28, 841.89], A5: [419.53, 595.28] } as const;

/** A form's looks, whole: what was tuned over what is standard. Measures are points. */
export interface PageLayout {
  readonly form: FormId;
  readonly title: Bilingual;
  readonly width: number;
  readonly height: number;
  readonly margins: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  readonly fontSize: number;
  readonly letterhead: readonly string[];
  /** In order; those that are not shown too. */
  readonly fields: readonly ShownField[];
  readonly notes: readonly string[];
  /** Text in the box for the seal; absent where there is none. */
  readonly seal?: string;
}

export function pageLayout(form: FormId, layout: FormLayout, items: readonly ResidentItem[]): PageLayout {
  const kind = formKind(form);
  const [short, long] = PAPER[layout.paper ?? kind.paper];
  const upright = (layout.orientation ?? kind.orientation) === "portrait";
  const { top, right, bottom, left } = { ...formStandards.margins, ...defined(layout.margins ?? {}) };
  const shown = layout.seal?.shown ?? formStandards.seal.shown;
  return {
    form,
    title: worded(kind.title, layout.title),
    width: upright ? short : long,
    height: upright ? long : short,
    margins: { top: top * MM, right: right * MM, bottom: bottom * MM, left: left * MM },
    fontSize: layout.fontSize ?? formStandards.fontSize[kind.shape],
    letterhead: layout.letterhead ?? [],
    fields: arranged(kind.fields, kind.items ? items : [], layout),
    notes: (layout.notes ?? []).map(({ ja }) => ja),
    ...(shown && { seal: worded(formStandards.seal.label, layout.seal?.label).ja }),
  };
}

const defined = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };

/** A form with its fields as the layout has them: in its order, by its names, without those that it hides (R-TUNE-03). */
export function laidOut(form: Form, layout: PageLayout): Form {
  const place = new Map(layout.fields.map(({ id }, index) => [id, index]));
  const rank = (id: string | undefined) => (id === undefined ? place.size : (place.get(id) ?? place.size));
  const told = new Map(layout.fields.map((field) => [field.id, field]));
  const sections = form.sections.map((section) => ({
    ...section,
    fields: section.fields
      .filter(({ id }) => id === undefined || told.get(id)?.shown !== false)
      .map((field) => ({ ...field, label: (field.id !== undefined && told.get(field.id)?.label) || field.label }))
      // What the layout does not know stays where it is, behind the rest.
      .sort((one, other) => rank(one.id) - rank(other.id)),
  }));
  return { ...form, title: layout.title, sections };
}
