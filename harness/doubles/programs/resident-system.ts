import { createPublicKey, type JsonWebKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeSecret } from "#daemon/keys/secret-file.js";
import { findResident } from "#simulator/people/index.js";
import type { ResidentRow } from "../../municipality/resident-file.js";
import { ResidentSystem, type ResidentSystemMemory } from "../resident-system/resident-system.js";
import { type DoubleProgram, order } from "./program.js";
import { programErrors } from "./program-errors.js";

/** A test resident as the registry has them. Its id is not the individual number, which never leaves the registry. */
function rowOf(person: string, movedOut: string | undefined): ResidentRow {
  const { name, kana, address, birth, sex } = findResident(person);
  const isoBirth = `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6, 8)}`;
  return { residentId: `R-${person}`, name, kana, address, birth: isoBirth, sex, ...(movedOut && { movedOut }) };
}

const people = z
  .string()
  .min(1)
  .transform((text) => text.split(","));

/** `madoguchi double resident-system`. */
export const residentSystemProgram: DoubleProgram = {
  options: [
    { name: "municipality", value: "code", summary: "whose registry it is · 市町村コード(5桁)", required: true },
    { name: "relay", value: "url", summary: "where it leaves its files · 中継サーバのアドレス", required: true },
    {
      name: "recipient",
      value: "file",
      summary: "public key for files, the pem of residents.fileKey · ファイル用公開鍵",
      required: true,
    },
  ],
  orders: {
    deposit: "seal a file of changes and leave it at the relay: people=hanako,taro [movedOut=2026-04-01] · 差分を送る",
  },
  start: async ({ store, identities, port }, { municipality = "", relay = "", recipient = "" }) => {
    const memory = join(store, "registry.json");
    const kept = existsSync(memory) ? (JSON.parse(readFileSync(memory, "utf8")) as ResidentSystemMemory) : undefined;
    const system = await ResidentSystem.start({
      identity: await identities.server("resident-system"),
      client: await identities.client("resident-system"),
      ca: identities.ca,
      ...{ municipality, port },
      ...(kept && { kept }),
    });
    const keep = () => writeSecret(memory, JSON.stringify(system.memory));
    await keep();
    const signer = join(store, "signer.pem");
    await writeSecret(signer, system.signer, 0o644);
    return {
      addresses: { 既存住基システム: system.url },
      config: { at: "municipalities[].residents", section: { signers: [signer], residentSystem: [system.url] } },
      orders: {
        deposit: order({
          params: z.strictObject({ people, movedOut: z.iso.date().optional() }),
          run: async ({ people: names, movedOut }) => {
            system.sealFor(recipientKey(recipient));
            const file = await system.change(names.map((name) => rowOf(name, movedOut)));
            await keep();
            await system.deposit(relay, file);
            return { sequence: system.memory.sequence, residents: names.length };
          },
        }),
      },
      close: () => system.close(),
    };
  },
};

/** The counters' public key for files. Read at each use: the daemon may not have made it when the double began. */
function recipientKey(file: string): JsonWebKey {
  try {
    return createPublicKey(readFileSync(file)).export({ format: "jwk" });
  } catch (cause) {
    throw programErrors.error("bad-option", { option: "recipient", file, expected: "a public key, PEM" }, { cause });
  }
}
