import type { HandOverMessage } from "#daemon/services/hand-over/message.js";

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
