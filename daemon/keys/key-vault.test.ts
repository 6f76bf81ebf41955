import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { aesKeyCheckValue } from "#card/crypto/aes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { openStore } from "../store/store.js";
import { withDirectory } from "../store/testing/samples.js";
import { softKek } from "./kek.js";
import { KeyVault } from "./key-vault.js";
import { openDaemonKek } from "./open-kek.js";
import { Wrapping } from "./wrapping.js";

const KEY_1 = "1122334455667788".repeat(4);
const KEY_2 = "99AABBCCDDEEFF00".repeat(4);
const ports = (seed: string) => ({ clock: new VirtualClock(), random: seededRandom(seed) });
const KEK = new Uint8Array(32).fill(0x4b);
const CITY = "13101";

interface House {
  readonly directory: string;
  keyFile(name: string, hex: string): string;
  vault(kek?: Uint8Array): Promise<KeyVault>;
}

async function inHouse(use: (house: House) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const store = await openStore(join(directory, "store.sqlite"));
    const [clock, random] = [new VirtualClock(), seededRandom("vault")];
    try {
      await use({
        directory,
        keyFile(name, hex) {
          const file = join(directory, name);
          writeFileSync(file, `${hex}\n`, { mode: 0o600 });
          return file;
        },
        vault: async (kek) => new KeyVault(new Wrapping(softKek(kek ?? KEK.slice(), "file", random)), { store, clock }),
      });
    } finally {
      await store.close();
    }
  });
}

const area = (file: string, generation = 1) =>
  ({ use: "area", municipality: CITY, keyId: "K1", generation, file }) as const;
const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );

describe("The key vault", () => {
  it("gives the registered master back, of each generation, and the newest as the current one", () =>
    inHouse(async ({ keyFile, vault }) => {
      const keys = await vault();
      await keys.registerAreaKeys(CITY, [area(keyFile("1", KEY_1)), area(keyFile("2", KEY_2), 2)]);
      const current = await keys.current(CITY);
      expect(current).to.deep.equal({ keyId: "K1", generation: 2 });
      const opened = await keys.withMaster(CITY, current, async (master) => toHex(master));
      expect(opened).to.equal(KEY_2);
    }));

  it("shows of a key its id, its generation and the check value that cards give too", () =>
    inHouse(async ({ keyFile, vault }) => {
      const [label] = await (await vault()).registerAreaKeys(CITY, [area(keyFile("1", KEY_1))]);
      expect(label).to.include({
        keyId: "K1",
        generation: 1,
        checkValue: toHex(aesKeyCheckValue(Buffer.from(KEY_1, "hex"))),
      });
    }));

  it("wipes the master when its use ends, by success or failure", () =>
    inHouse(async ({ keyFile, vault }) => {
      const keys = await vault();
      await keys.registerAreaKeys(CITY, [area(keyFile("1", KEY_1))]);
      let leaked: Uint8Array = new Uint8Array();
      const use = keys.withMaster(CITY, { keyId: "K1", generation: 1 }, async (master) => {
        leaked = master;
        throw new Error("in use");
      });
      await use.catch(() => undefined);
      expect(toHex(leaked)).to.equal("00".repeat(32));
    }));

  it("leaves no clear key in any file of the database", () =>
    inHouse(async ({ directory, keyFile, vault }) => {
      const file = keyFile("1", KEY_1);
      await (await vault()).registerAreaKeys(CITY, [area(file)]);
      rmSync(file);
      for (const name of readdirSync(directory)) {
        const content = readFileSync(join(directory, name));
        expect(content.includes(Buffer.from(KEY_1, "hex")), name).to.equal(false);
        expect(content.toString("latin1").toUpperCase().includes(KEY_1), name).to.equal(false);
      }
    }));

  it("registers area keys at initial setting only, and knows them again when the file is gone", () =>
    inHouse(async ({ keyFile, vault }) => {
      const keys = await vault();
      const first = area(keyFile("1", KEY_1));
      await keys.registerAreaKeys(CITY, [first]);
      expect(await keys.hasAreaKey(CITY)).to.equal(true);
      const late = area(keyFile("2", KEY_2), 2);
      expect(await code(keys.registerAreaKeys(CITY, [first, late]))).to.equal("keys.after-initialisation");
      rmSync(first.file);
      expect(await code(keys.registerAreaKeys(CITY, [first]))).to.equal("done");
      keyFile("1", KEY_2);
      expect(await code(keys.registerAreaKeys(CITY, [first]))).to.equal("keys.already-registered");
    }));

  it("registers all of a municipality's keys or none", () =>
    inHouse(async ({ keyFile, vault }) => {
      const keys = await vault();
      const bad = area(keyFile("2", "12"), 2);
      expect(await code(keys.registerAreaKeys(CITY, [area(keyFile("1", KEY_1)), bad]))).to.equal("keys.bad-file");
      expect(await keys.hasAreaKey(CITY)).to.equal(false);
    }));

  it("opens nothing under another key-encryption key", () =>
    inHouse(async ({ keyFile, vault }) => {
      await (await vault()).registerAreaKeys(CITY, [area(keyFile("1", KEY_1))]);
      const other = await vault(Buffer.from(KEY_2, "hex"));
      const use = other.withMaster(CITY, { keyId: "K1", generation: 1 }, async () => undefined);
      expect(await code(use)).to.equal("keys.unwrap");
    }));

  it("keeps service keys apart from area keys", () =>
    inHouse(async ({ keyFile, vault }) => {
      const keys = await vault();
      const place = { use: "service", municipality: CITY, keyId: "library", generation: 1 } as const;
      await keys.registerServiceKey({ ...place, file: keyFile("s", KEY_2) });
      const services = keys.services((id) => (id === "library" ? place : undefined));
      expect(await services.withMaster("library", async (master, version) => [toHex(master), version])).to.deep.equal([
        KEY_2,
        1,
      ]);
      expect(await code(services.withMaster("seal", async () => 0))).to.equal("keys.no-service-key");
      expect(await code(keys.current(CITY))).to.equal("keys.no-area-key");
    }));

  it("refuses a key file that others can read", function () {
    if (process.platform === "win32") this.skip();
    return inHouse(async ({ keyFile, vault }) => {
      const file = keyFile("1", KEY_1);
      chmodSync(file, 0o644);
      expect(await code((await vault()).registerAreaKeys(CITY, [area(file)]))).to.equal("keys.exposed");
    });
  });

  it("makes the development key-encryption key once, for its owner alone", () =>
    withDirectory(async (directory) => {
      const data = join(directory, "data");
      const { id, source } = await openDaemonKek({}, data, ports("1"));
      expect(source).to.equal("development");
      expect((await openDaemonKek({}, data, ports("2"))).id).to.equal(id);
      if (process.platform !== "win32") expect(statSync(join(data, "development.kek")).mode & 0o777).to.equal(0o600);
      expect(await code(openDaemonKek({ kekFile: join(data, "none") }, data, ports("1")))).to.equal("keys.bad-file");
    }));
});
