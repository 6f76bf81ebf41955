import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { HandOverMessage } from "#daemon/api/contract/hand-over-message.js";
import { after, digestOf, judge, type KnownUser, NOBODY, type Verdict } from "./known-user.js";

/** Where a business system keeps what it was told. */
export interface UserBook {
  /** Judges a message and takes it, both or neither, one after the other (`judge`, `after`). */
  take(message: HandOverMessage): Promise<Verdict>;
  /** Undefined for a number that it was never told of. */
  user(number: string): Promise<KnownUser | undefined>;
}

interface Kept {
  readonly users: Record<string, KnownUser>;
  /** Digests of the messages that were taken, under their ids. */
  readonly messages: Record<string, string>;
}

// Without a prototype: a number or an id may be any word.
const withoutPrototype = <T>(entries: Record<string, T> = {}): Record<string, T> =>
  Object.assign(Object.create(null), entries);

/**
 * A book in one JSON file, for samples and small systems: written beside and put in its place at every message, so that a crash leaves the old
 * or the new one. Without a file it lives as long as the process. A system with a database writes a `UserBook` of its own.
 */
export function userBook(file?: string): UserBook & { readonly numbers: () => readonly string[] } {
  const read = file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Kept) : undefined;
  const users = withoutPrototype(read?.users);
  const messages = withoutPrototype(read?.messages);
  return {
    numbers: () => Object.keys(users),
    user: async (number) => users[number],
    take: async (message) => {
      const known = users[message.number] ?? NOBODY;
      const verdict = judge(message, messages[message.id], known);
      if (verdict !== "taken") return verdict;
      const next: Kept = {
        users: withoutPrototype({ ...users, [message.number]: after(known, message) }),
        messages: withoutPrototype({ ...messages, [message.id]: digestOf(message) }),
      };
      if (file !== undefined) {
        writeFileSync(`${file}.new`, JSON.stringify(next), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      }
      users[message.number] = next.users[message.number]!;
      messages[message.id] = next.messages[message.id]!;
      return verdict;
    },
  };
}
