import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ascii, toHex } from "#card/bytes/bytes.js";
import { HandOverDesk } from "../doubles/business-system/hand-over-desk.js";
import { JukiCs } from "../doubles/juki-cs/juki-cs.js";
import { TestSecrets } from "../municipality/secrets.js";
import { TestPki } from "../municipality/test-pki.js";
import { writeMunicipality } from "../municipality/write-municipality.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import type { ChildPlan } from "./kill/daemon-child.js";
import type { Login } from "./kill/party.js";
import type { Seat } from "./kill/terminal.js";

export const CITY = "13101";

/** A town on disk whose daemon runs as a process of its own: its operators each with a reader, and a resident's card on it. */
export interface Town {
  readonly folder: string;
  readonly data: string;
  readonly secrets: TestSecrets;
  readonly pki: TestPki;
  readonly seats: readonly Seat[];
  readonly library: HandOverDesk | undefined;
  login(operator: string): Login;
  /** What the process is told; `master` in place of the municipality's own where its cards are set already. */
  plan(master?: Uint8Array): string;
  close(): Promise<void>;
}

export interface TownOptions {
  readonly seed: string;
  /** Operators, each with a reader and a card. */
  readonly count: number;
  readonly kek?: Uint8Array;
  /** Whether the library's business system is there, and is told of its users. */
  readonly withLibrary?: boolean;
  /** Whether the cards outlive the process: their memory is in files then. */
  readonly lastingCards?: boolean;
}

export async function openTown({
  seed,
  count,
  kek,
  lastingCards = true,
  withLibrary = false,
}: TownOptions): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), "madoguchi-town-"));
  const pki = await TestPki.create();
  const cs = await JukiCs.start({ identity: await pki.server("cs"), clientCa: pki.ca, clientName: "daemon" });
  const secrets = new TestSecrets(seed);
  const names = Array.from({ length: count }, (_, index) => `clerk${index}`);
  const base = loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`);
  const clerks = Object.fromEntries(names.map((name) => [name, { name, roles: ["counter"] }]));
  const second = { "second-senior": { name: "責任 次枝", roles: ["senior" as const] } };
  const fixture = { ...base, operators: { ...base.operators, ...second, ...clerks } };
  const library = withLibrary
    ? await HandOverDesk.start({
        ...{ identity: await pki.server("library"), clientCa: pki.ca, clientName: "daemon" },
        fields: base.services["library"]?.system.fields ?? [],
      })
    : undefined;
  const config = await writeMunicipality({
    ...{ folder, fixture, secrets, pki, csUrl: cs.url },
    ...(library && { deliveries: new Map([["library", library.url]]) }),
  });
  if (kek !== undefined) {
    writeFileSync(join(folder, "kek"), `${toHex(kek)}\n`, { mode: 0o600 });
    appendFileSync(config, "keys: { kekFile: kek }\n");
  }
  mkdirSync(join(folder, "cards"));
  const cards = names.map((name, index) => ({
    reader: name,
    file: lastingCards ? join(folder, "cards", name) : undefined,
    cin: `TRIAL${String(index).padStart(5, "0")}`,
  }));
  for (const { cin } of cards) cs.setStatus(toHex(ascii(cin)), "active");
  const login = (operator: string) => ({ operator, password: secrets.password(operator), municipality: CITY });
  return {
    folder,
    data: join(folder, "data"),
    secrets,
    pki,
    library,
    login,
    seats: names.map((operator, index) => ({
      ...login(operator),
      reader: operator,
      residentId: `R-${index}`,
    })),
    plan(master = secrets.areaMaster("own")) {
      const file = join(folder, "plan.json");
      const key = { ...base.areaKey, master: toHex(master) };
      writeFileSync(file, JSON.stringify({ config, key, cards } satisfies ChildPlan));
      return file;
    },
    async close() {
      await library?.close();
      await cs.close();
      pki.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
