import { createHash } from "node:crypto";
import { itemValues, type ResidentItem } from "../../residents/resident-items.js";
import type { HandOverKind, ResidentRecord } from "../../store/records.js";
import type { Service } from "../service.js";

/**
 * What a business system is sent: `POST <url>` with this as JSON, answered with 200, 201 or 204 when it is taken (or was before),
 * 409 or 422 when the system will not have it. Ours (docs/assumptions.md): the guide says only that it is online (R-IF-05).
 * There is nothing in it by which two systems could find out that they speak of the same person, but for what both declared (R-PRIV-10):
 * no card, no user id, no moment but the day.
 */
export interface HandOverMessage {
  /** The same at every attempt. */
  readonly id: string;
  readonly service: string;
  /** The user's number with this system alone. */
  readonly number: string;
  /** 1, 2, 3 … for each number; a gap is a message that was refused. */
  readonly sequence: number;
  readonly kind: HandOverKind;
  /** Day in Japan, YYYY-MM-DD. */
  readonly date: string;
  /** The declared fields, with `registered` and `changed`. */
  readonly fields?: Readonly<Record<string, string>>;
}

const CORE = ["name", "kana", "address", "birth", "sex"] as const;

/**
 * The fields of a resident that the system declares, of the core and of the items that the municipality added, and nothing else
 * (R-DATA-03, X-22). One that the resident has not is left out.
 */
export function fieldsOf(
  resident: ResidentRecord,
  { system: { fields: declared = [] } }: Service,
  items: readonly ResidentItem[],
): Record<string, string> {
  const values: Readonly<Record<string, string>> = itemValues(resident.items);
  const core = CORE.filter((name) => declared.includes(name) && resident[name] !== "");
  const added = items.filter(({ name }) => declared.includes(name) && Object.hasOwn(values, name));
  return Object.fromEntries([
    ...core.map((name) => [name, resident[name]]),
    ...added.map(({ name }) => [name, values[name]!]),
  ]);
}

/** By which a change of the declared fields is seen without keeping them. */
export const digestOf = (fields: Readonly<Record<string, string>>): string =>
  createHash("sha256").update(JSON.stringify(fields)).digest("base64url");

const JAPAN = 9 * 3_600_000;

export const dayInJapan = (moment: number): string => new Date(moment + JAPAN).toISOString().slice(0, 10);
