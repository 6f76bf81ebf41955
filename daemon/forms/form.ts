import type { Bilingual, Form } from "../api/contract/index.js";
import type { ResidentItem } from "../residents/resident-items.js";
import { shownItems } from "../residents/resident-items.js";
import type { ResidentRecord } from "../store/records.js";

export type Section = Form["sections"][number];

/** A text in both languages, Japanese first as on the form. */
export const words = (ja: string, en: string): Bilingual => ({ ja, en });

/** Fields under one another; what is not there is left out. */
export function fields(title: Bilingual, ...given: readonly (readonly [Bilingual, string | undefined])[]): Section {
  const there = given.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
  return { title, fields: there, columns: [], lines: [] };
}

export function table(title: Bilingual, columns: readonly Bilingual[], lines: readonly (readonly string[])[]): Section {
  return { title, fields: [], columns: [...columns], lines: lines.map((line) => [...line]) };
}

const JAPAN_MS = 9 * 3_600_000;

/** A moment as people at the counter write it: `2026-04-01 13:00`, time of Japan. */
export const timeInJapan = (moment: number): string =>
  new Date(moment + JAPAN_MS).toISOString().slice(0, 16).replace("T", " ");

const SEXES: Readonly<Record<string, string>> = { "0": "不明", "1": "男", "2": "女", "9": "適用不能" };

/** Whom the form is about, with the items that the municipality added (R-DATA-11). */
export function personSection(resident: ResidentRecord, items: readonly ResidentItem[]): Section {
  return fields(
    words("本人", "Person"),
    [words("住民ID", "Resident id"), resident.residentId],
    [words("氏名", "Name"), resident.name],
    [words("フリガナ", "Kana"), resident.kana],
    [words("住所", "Address"), resident.address],
    [words("生年月日", "Born"), resident.birth],
    [words("性別", "Sex"), SEXES[resident.sex] ?? resident.sex],
    [words("転出等の日", "Left on"), resident.movedOut],
    ...shownItems(items, resident.items).map(({ label, value }) => [label, value] as const),
  );
}

/** A card's number on paper: its end, which tells two cards apart and opens nothing. */
export const shortCard = (cardId: string): string => `…${cardId.slice(-6)}`;
