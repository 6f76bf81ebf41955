import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import type { OperatorSession } from "../api/call.js";
import { Approvals } from "../approvals/approvals.js";
import { municipalitiesOf } from "../municipalities/municipalities.js";
import { openSqlite } from "../store/sqlite.js";
import { openStore } from "../store/store.js";
import { withDirectory } from "../store/testing/samples.js";
import { InitialSetting, registrationSubject, reinitialiseSubject } from "./initial-setting.js";
import { softKek } from "./kek.js";
import { type KeySource, KeyVault } from "./key-vault.js";
import { offeredKeys } from "./offered-keys.js";
import { checkValue, Wrapping } from "./wrapping.js";

const CITY = "13101";
const TOWN = "13901";
const OTHER = "13102";
const session = (operatorId: string, municipality = CITY): OperatorSession => ({
  ...{ kind: "operator", id: operatorId, operatorId, name: operatorId, municipality, roles: ["administrator"] },
});
const [admin, deputy] = [session("admin"), session("deputy")];
const keyOf = (n: number) => new Uint8Array(32).fill(n);
const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );

interface House {
  readonly setting: InitialSetting;
  readonly vault: KeyVault;
  readonly ended: string[];
  readonly store: Awaited<ReturnType<typeof openStore>>;
  /** What keys.register is called with, and an approval for exactly that. */
  approved(
    municipality: string,
    keyId: string,
    generation: number,
    key?: Uint8Array,
  ): Promise<readonly [never, string]>;
  reinitialise: (() => Promise<unknown>) & {
    /** Approved, and not yet done. */
    prepared(): Promise<() => Promise<unknown>>;
  };
  readonly approvals: Approvals;
  /** Lets every write to a table fail, until what it gives is called. */
  faultyTable(table: string): Promise<() => Promise<void>>;
}

const inHouse = (use: (house: House) => Promise<void>) =>
  withDirectory(async (folder) => {
    const store = await openStore(join(folder, "store.sqlite"));
    const clock = new VirtualClock();
    let ids = 0;
    const approvals = new Approvals({ store, clock, newId: () => `a${++ids}` });
    const vault = new KeyVault(new Wrapping(softKek(keyOf(0x4b), "file", seededRandom("setting"))), { store, clock });
    const municipalities = municipalitiesOf([
      { code: CITY, predecessors: [{ code: TOWN, name: "former", areaKeys: [] }] },
      { code: OTHER, predecessors: [] },
    ]);
    const offers: KeySource[] = [
      [CITY, "K1", 1],
      [CITY, "K1", 2],
      [TOWN, "OLD-1", 4],
      [OTHER, "KO", 1],
    ].map(([municipality, keyId, generation], n) => {
      const file = join(folder, `${n}.key`);
      writeFileSync(file, toHex(keyOf(n + 1)), { mode: 0o600 });
      return { use: "area", municipality, keyId, generation, file } as KeySource;
    });
    const ended: string[] = [];
    const sessions = { endOf: (municipality: string) => ended.push(municipality) };
    const offered = async (municipality: string) => offers.filter((one) => one.municipality === municipality);
    const ports = { store, clock, approvals, sessions, municipalities, vault, offered };
    const setting = new InitialSetting(ports as ConstructorParameters<typeof InitialSetting>[0]);
    const approval = async (act: "keys.register" | "keys.reinitialise", subject: string) => {
      const { id } = await approvals.request(admin, act, subject, "a test");
      await approvals.approve(deputy, id, "a test");
      return id;
    };
    const prepared = async () => {
      const approvalId = await approval("keys.reinitialise", reinitialiseSubject(CITY));
      return () => setting.reinitialise(admin, approvalId);
    };
    try {
      await use({
        ...{ setting, vault, ended, store, approvals },
        async faultyTable(table) {
          const beside = await openSqlite(join(folder, "store.sqlite"));
          for (const write of ["INSERT", "UPDATE"]) {
            await beside.raw(
              `CREATE TRIGGER fault${write} BEFORE ${write} ON ${table} BEGIN SELECT RAISE(ABORT, 'a fault'); END`,
            );
          }
          return async () => {
            for (const write of ["INSERT", "UPDATE"]) await beside.raw(`DROP TRIGGER fault${write}`);
            await beside.destroy();
          };
        },
        async approved(municipality, keyId, generation, key = keyOf(generation)) {
          const named = { municipality, keyId, generation, checkValue: checkValue(key) };
          return [named as never, await approval("keys.register", registrationSubject(named))];
        },
        reinitialise: Object.assign(async () => (await prepared())(), { prepared }),
      });
    } finally {
      await store.close();
    }
  });

describe("The initial setting, by itself", () => {
  it("takes a predecessor's key in a re-initialisation, under which nothing new is set (A-22, X-15, R-CARD-06)", () =>
    inHouse(async ({ setting, vault, approved, reinitialise, ended }) => {
      await setting.register(admin, ...(await approved(CITY, "K1", 1)));
      await setting.complete(CITY, "admin");
      const town = await approved(TOWN, "OLD-1", 4, keyOf(3));
      expect(await code(setting.register(admin, ...town))).to.equal("setting.closed");
      await reinitialise();
      expect(ended).to.deep.equal([CITY]);
      expect(await code(setting.register(admin, ...town))).to.equal("done");
      await setting.complete(CITY, "admin");
      expect(await vault.current(CITY)).to.deep.equal({ keyId: "K1", generation: 1 });
      const master = await vault.withMaster(TOWN, { keyId: "OLD-1", generation: 4 }, async (key) => toHex(key));
      expect(master).to.equal(toHex(keyOf(3)));
    }));

  it("takes no key of a municipality that is neither the own nor a predecessor (R-AREA-06)", () =>
    inHouse(async ({ setting, approved }) => {
      const others = await approved(OTHER, "KO", 1, keyOf(4));
      expect(await code(setting.register(admin, ...others))).to.equal("setting.not-offered");
      expect(await setting.state(OTHER)).to.equal("open");
    }));

  it("is completed by one of two who come at once, and takes a key before that or not at all (R-SYS-20, X-25)", () =>
    inHouse(async ({ setting, vault, approved, store }) => {
      await setting.register(admin, ...(await approved(CITY, "K1", 1)));
      const second = await approved(CITY, "K1", 2);
      const outcomes = await Promise.all([
        code(setting.complete(CITY, "admin")),
        code(setting.register(admin, ...second)),
        code(setting.complete(CITY, "deputy")),
      ]);
      expect([outcomes[0], outcomes[2]].toSorted()).to.deep.equal(["done", "setting.closed"]);
      const there = (await vault.all(CITY)).length === 2;
      expect(outcomes[1]).to.equal(there ? "done" : "setting.closed");
      expect((await store.of(CITY).initialSettings.find())?.state).to.equal("initialised");
      expect(await setting.state(OTHER)).to.equal("open");
    }));

  for (const [act, table] of [
    ["keys.register", "masterKeys"],
    ["keys.reinitialise", "initialSettings"],
  ] as const) {
    it(`leaves the approval of ${act} unused where its write fails, and uses it with the next one (A-18)`, () =>
      inHouse(async ({ setting, approved, reinitialise, faultyTable, approvals, ended }) => {
        await setting.register(admin, ...(await approved(CITY, "K1", 1)));
        if (act === "keys.reinitialise") await setting.complete(CITY, "admin");
        const doIt =
          act === "keys.register"
            ? await approved(CITY, "K1", 2).then((key) => () => setting.register(admin, ...key))
            : await reinitialise.prepared();
        const mend = await faultyTable(table);
        expect(await code(doIt())).to.match(/^SQLITE_CONSTRAINT/);
        expect((await approvals.list(CITY)).at(-1)).to.include({ act, state: "approved" });
        expect(ended).to.deep.equal([]);
        await mend();
        expect(await code(doIt())).to.equal("done");
        expect((await approvals.list(CITY)).at(-1)).to.include({ act, state: "used" });
        expect(await code(doIt())).not.to.equal("done");
      }));
  }

  it("uses an approval up for the very key that was approved (A-18)", () =>
    inHouse(async ({ setting, approved }) => {
      const [first, approvalId] = await approved(CITY, "K1", 1);
      const [second] = await approved(CITY, "K1", 2);
      expect(await code(setting.register(admin, second, approvalId))).to.equal("approval.another-subject");
      expect(await code(setting.register(deputy, first, approvalId))).to.equal("approval.unknown");
      expect(await code(setting.register(admin, first, approvalId))).to.equal("done");
      expect(await code(setting.register(admin, second, approvalId))).to.equal("approval.another-subject");
    }));
});

describe("Key files that lie ready", () => {
  it("are those of the configuration and of the intake directory whose names say whose they are; others are left alone", () =>
    withDirectory(async (folder) => {
      for (const name of [
        "13101-K1-2.key",
        "13101-A-B-C-3.key",
        `13101-${encodeURIComponent("K/1")}-4.key`,
        "13101-K1-0.key",
        "13101-K1-128.key",
        "13101-K1-2.key.bak",
        "1310-K1-2.key",
        "13101--2.key",
        "13101-%E0%A4%A-2.key",
        "13101-%20-2.key",
        "13102-K9-1.key",
        "notes.txt",
      ]) {
        writeFileSync(join(folder, name), "");
      }
      const areaKeys = [{ keyId: "K0", generation: 1, file: "/area.key" }];
      const municipalities = [{ code: CITY, areaKeys, predecessors: [] }];
      const offered = offeredKeys({ keys: { intake: folder }, municipalities } as never);
      const named = (await offered(CITY)).map(({ keyId, generation }) => `${keyId} ${generation}`);
      expect(named).to.have.members(["K0 1", "K1 2", "A-B-C 3", "K/1 4"]);
      const none = offeredKeys({ keys: { intake: join(folder, "none") }, municipalities } as never);
      expect(await code(none(CITY))).to.equal("keys.bad-file");
    }));
});
