import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { HandOverDesk } from "../doubles/business-system/hand-over-desk.js";
import { JukiCs } from "../doubles/juki-cs/juki-cs.js";
import { StatusMediaWriter } from "../doubles/juki-cs/status-medium.js";
import { TestSecrets } from "../municipality/secrets.js";
import { TestPki } from "../municipality/test-pki.js";
import { writeMunicipality } from "../municipality/write-municipality.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import type { ChildPlan } from "./kill/daemon-child.js";
import type { Login } from "./kill/party.js";
import type { Seat } from "./kill/terminal.js";

export const CITY = "13101";
/** A CS that is asked again soon: lives are short here. */
const PUSH = { enabled: true, waitSeconds: 5, retrySeconds: 1 };

/** A town on disk whose daemon runs as a process of its own: its operators each with a reader, and a resident's card on it. */
export interface Town {
  readonly folder: string;
  readonly data: string;
  readonly secrets: TestSecrets;
  readonly pki: TestPki;
  readonly seats: readonly Seat[];
  readonly library: HandOverDesk | undefined;
  readonly cs: JukiCs;
  /** The writer of the CS's media. */
  readonly media: StatusMediaWriter;
  /** An operator of the second town. */
  neighbourLogin(operator: string): Login;
  /** Names a new key-encryption key, and the one before as the former: the next start wraps everything anew. */
  exchangeKek(): void;
  /** Every key-encryption key that it has had. */
  keks(): readonly Uint8Array[];
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
  /** Whether a second municipality is on the same daemon, and the CS tells of changes by itself. */
  readonly wide?: boolean;
  /** Whether the cards outlive the process: their memory is in files then. */
  readonly lastingCards?: boolean;
}

export async function openTown({
  seed,
  count,
  kek,
  lastingCards = true,
  withLibrary = false,
  wide = false,
}: TownOptions): Promise<Town> {
  const folder = mkdtempSync(join(tmpdir(), "madoguchi-town-"));
  const pki = await TestPki.create();
  const cs = await JukiCs.start({ identity: await pki.server("cs"), clientCa: pki.ca, clientName: "daemon" });
  const secrets = new TestSecrets(seed);
  const names = Array.from({ length: count }, (_, index) => `clerk${index}`);
  const base = loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`);
  const clerks = Object.fromEntries(names.map((name) => [name, { name, roles: ["counter"] }]));
  const more = (role: "senior" | "administrator", ...ids: string[]) =>
    Object.fromEntries(ids.map((id) => [id, { name: id, roles: [role] }]));
  const seniors = more("senior", "second-senior", "third-senior", "fourth-senior", "fifth-senior");
  const admins = more("administrator", "third-admin");
  const fixture = { ...base, operators: { ...base.operators, ...seniors, ...admins, ...clerks } };
  const library = withLibrary
    ? await HandOverDesk.start({
        ...{ identity: await pki.server("library"), clientCa: pki.ca, clientName: "daemon" },
        fields: base.services["library"]?.system.fields ?? [],
      })
    : undefined;
  const media = new StatusMediaWriter();
  writeFileSync(join(folder, "cs-media.pem"), media.signerPem);
  const neighbourSecrets = new TestSecrets(`${seed}/neighbour`);
  const there = loadMunicipality(`${packageRoot}scenarios/fixtures/tsukimi.yaml`);
  const clerk = { "tsukimi-clerk": { name: "月見 窓", roles: ["counter"] } };
  const tsukimi = { ...there, operators: { ...there.operators, ...clerk } };
  const config = await writeMunicipality({
    ...{ folder, fixture, secrets, pki, csUrl: cs.url },
    ...(wide && { neighbour: { fixture: tsukimi, secrets: neighbourSecrets } }),
    ...(wide && { residents: { plain: true, manual: true }, cs: { signers: ["cs-media.pem"], push: PUSH } }),
    ...(library && { deliveries: new Map([["library", library.url]]) }),
  });
  if (kek !== undefined) {
    writeFileSync(join(folder, "kek"), `${toHex(kek)}\n`, { mode: 0o600 });
    appendFileSync(config, "keys: { kekFile: kek }\n");
  }
  const withoutKek = readFileSync(config, "utf8");
  let keks = 0;
  mkdirSync(join(folder, "cards"));
  const cards = names.map((name, index) => ({
    reader: name,
    file: lastingCards ? join(folder, "cards", name) : undefined,
    cin: `TRIAL${String(index).padStart(5, "0")}`,
  }));
  for (const { cin } of cards) cs.setStatus(toHex(ascii(cin)), "active");
  const login = (operator: string) => ({ operator, password: secrets.password(operator), municipality: CITY });
  const kekFile = (n: number) => (n === 0 ? "data/development.kek" : `kek-${n}`);
  return {
    folder,
    data: join(folder, "data"),
    secrets,
    pki,
    library,
    cs,
    media,
    login,
    neighbourLogin: (operator) => ({
      ...{ operator, password: neighbourSecrets.password(operator), municipality: tsukimi.code },
    }),
    exchangeKek() {
      writeFileSync(join(folder, kekFile(++keks)), `${toHex(seededRandom(`${seed}/kek-${keks}`).bytes(32))}\n`, {
        mode: 0o600,
      });
      const keys = `keys: { kekFile: ${kekFile(keks)}, previous: { kekFile: ${kekFile(keks - 1)} } }\n`;
      writeFileSync(config, `${withoutKek}${keys}`);
    },
    keks: () =>
      Array.from({ length: keks + 1 }, (_, n) => kekFile(n))
        .filter((name) => existsSync(join(folder, name)))
        .map((name) => fromHex(readFileSync(join(folder, name), "utf8").trim())),
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
