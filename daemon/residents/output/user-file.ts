import { createHash } from "node:crypto";
import type { TenantRepositories } from "../../store/repositories.js";
import { itemValues, type ResidentItem } from "../resident-items.js";

const PAGE = 500;

/** The content of a file of user information: a header of its own type, then a line for each user. */
export interface UserFile {
  readonly users: number;
  readonly content: readonly Uint8Array[];
}

/**
 * Gathers a municipality's users with what is known of them. The lines are held in memory (some 300 octets a user), since the header, which comes first,
 * tells their number and digest as that of a resident file does.
 */
export async function userFile(
  own: Pick<TenantRepositories, "users">,
  municipality: string,
  items: readonly ResidentItem[],
): Promise<UserFile> {
  const hash = createHash("sha256");
  const pages: Uint8Array[] = [];
  let users = 0;
  for (let after = ""; ; ) {
    const page = await own.users.page(after, PAGE);
    if (page.length === 0) break;
    const lines = page.map(({ user, resident }) => {
      const { residentId, name, kana, address, birth, sex, movedOut, leaving } = resident;
      const values = itemValues(resident.items);
      const added = items.flatMap((item): [string, string][] => {
        const value = values[item.name];
        return value === undefined ? [] : [[item.name, value]];
      });
      const gone = { ...(movedOut && { movedOut }), ...(leaving && { leaving }) };
      const person = { residentId, name, kana, address, birth, sex, ...gone, ...Object.fromEntries(added) };
      const registered = { cardId: user.cardId, registeredAt: new Date(user.registeredAt).toISOString() };
      return `${JSON.stringify({ userId: user.id, ...registered, ...person })}\n`;
    });
    const octets = Buffer.from(lines.join(""));
    hash.update(octets);
    pages.push(octets);
    users += page.length;
    after = page.at(-1)!.user.id;
  }
  const header = { type: "users", municipality, count: users, sha256: hash.digest("hex") };
  return { users, content: [Buffer.from(`${JSON.stringify(header)}\n`), ...pages] };
}
