import { createHash } from "node:crypto";
import type { HandOverMessage } from "../../api/contract/hand-over-message.js";
import { personFields } from "../../residents/file/resident-line.js";
import { itemValues, type ResidentItem } from "../../residents/resident-items.js";
import type { ResidentRecord } from "../../store/records.js";
import type { Service } from "../service.js";

export type { HandOverMessage };

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
  const core = personFields.filter((name) => declared.includes(name) && resident[name] !== "");
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
