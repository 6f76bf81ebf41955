import type { Bilingual, Form } from "../api/contract/index.js";
import type { ResidentItem } from "../residents/resident-items.js";
import { shownItems } from "../residents/resident-items.js";
import type { ResidentRecord } from "../store/records.js";
import { type FormId, formKind } from "./form-kinds.js";

export type Section = Form["sections"][number];

/** A text in both languages, Japanese first as on the form. */
export const words = (ja: string, en: string): Bilingual => ({ ja, en });

type Given = readonly (readonly [label: Bilingual, value: string | undefined, id?: string])[];

/** Fields under one another; what is not there is left out. */
export function fields(title: Bilingual, ...given: Given): Section {
  const there = given.flatMap(([label, value, id]) =>
    value === undefined ? [] : [{ ...(id !== undefined && { id }), label, value }],
  );
  return { title, fields: there, columns: [], lines: [] };
}

/** The fields of a form's own kind, by their ids and under the names that the kind gives them. */
export function kindFields(
  title: Bilingual,
  form: FormId,
  values: Readonly<Record<string, string | undefined>>,
): Section {
  const known = formKind(form).fields;
  return fields(title, ...Object.entries(values).map(([id, value]) => [known[id]!.label, value, id] as const));
}

export function table(title: Bilingual, columns: readonly Bilingual[], lines: readonly (readonly string[])[]): Section {
  return { title, fields: [], columns: [...columns], lines: lines.map((line) => [...line]) };
}

const JAPAN_MS = 9 * 3_600_000;

/** A moment as people at the counter write it: `2026-04-01 13:00`, time of Japan. */
export const timeInJapan = (moment: number): string =>
  new Date(moment + JAPAN_MS).toISOString().slice(0, 16).replace("T", " ");

export const SEXES: Readonly<Record<string, string>> = { "0": "不明", "1": "男", "2": "女", "9": "適用不能" };

/** Whom the form is about, with the items that the municipality added (R-DATA-11). */
export function personSection(resident: ResidentRecord, items: readonly ResidentItem[]): Section {
  const { residentId, name, kana, address, birth, movedOut } = resident;
  const sex = SEXES[resident.sex] ?? resident.sex;
  const person = kindFields(words("本人", "Person"), "user", { residentId, name, kana, address, birth, sex, movedOut });
  const added = shownItems(items, resident.items).map(({ name: id, label, value }) => ({ id, label, value }));
  return { ...person, fields: [...person.fields, ...added] };
}

/** A card's number on paper: its end, which tells two cards apart and opens nothing. */
export const shortCard = (cardId: string): string => `…${cardId.slice(-6)}`;
