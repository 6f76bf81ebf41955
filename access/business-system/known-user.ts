import { createHash } from "node:crypto";
import type { HandOverMessage } from "#daemon/api/contract/hand-over-message.js";

/** A user as a business system knows one: by its own number, with what it was told. */
export interface KnownUser {
  readonly registered: boolean;
  /** No resident any more. */
  readonly ended: boolean;
  readonly stopped: boolean;
  readonly sequence: number;
  readonly fields: Readonly<Record<string, string>>;
}

export const NOBODY: KnownUser = { registered: false, ended: false, stopped: false, sequence: 0, fields: {} };

/** What a hand-over message makes of a user. */
export function after(user: KnownUser, { kind, sequence, fields = {} }: HandOverMessage): KnownUser {
  switch (kind) {
    case "registered":
      return { ...user, sequence, registered: true, ended: false, fields };
    case "changed":
      return { ...user, sequence, ended: false, fields };
    case "ended":
      return { ...user, sequence, ended: true };
    case "stopped":
    case "lifted":
      return { ...user, sequence, stopped: kind === "stopped" };
    case "withdrawn":
      return { ...NOBODY, sequence };
  }
}

/** Registered, a resident, and not stopped: only such a user is served (R-USE-04). */
export const isServed = ({ registered, ended, stopped }: KnownUser): boolean => registered && !ended && !stopped;

/**
 * What becomes of a message. `again`: it was taken before, and is acknowledged once more. `id-used`: another message had its id.
 * `out-of-order`: something newer of the same user was taken.
 */
export type Verdict = "taken" | "again" | "id-used" | "out-of-order";

/** Judges a message by what the system has taken: the digest that stands under its id, and the user as known (clauses 4.1 to 4.4). */
export function judge(message: HandOverMessage, seen: string | undefined, { sequence }: KnownUser): Verdict {
  if (seen !== undefined) return seen === digestOf(message) ? "again" : "id-used";
  return message.sequence > sequence ? "taken" : "out-of-order";
}

/** By which a repeated message is known to be the same, whatever the order of its members. */
export function digestOf({ fields, ...rest }: HandOverMessage): string {
  const sorted = [...Object.entries(rest).sort(), Object.entries(fields ?? {}).sort()];
  return createHash("sha256").update(JSON.stringify(sorted)).digest("base64url");
}
