import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { withDirectory } from "../store/testing/samples.js";
import { AREA_MASTER, CITY, furnish, keyFile, openHouse } from "./key-house.fixture.js";

const KEK = seededRandom("kek").bytes(32);
const OTHER = seededRandom("other kek").bytes(32);
const MALFORMED = new URL("../../../daemon/keys/malformed/", import.meta.url);
const VARIABLE = "MADOGUCHI_TEST_KEK";

const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );
/** Every file of a folder by its digest. SQLite's own files beside a database come and go. */
const contents = (folder: string) =>
  readdirSync(folder)
    .filter((name) => !/-(wal|shm)$/.test(name))
    .map(
      (name) =>
        `${name} ${createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex")}`,
    );
const opens = async (folder: string, config: Parameters<typeof openHouse>[1]) => {
  const house = await openHouse(folder, config);
  const key = { keyId: "K1", generation: 1 };
  const master = await house.vault.withMaster(CITY, key, async (octets) => toHex(octets));
  await house.close();
  return master === toHex(AREA_MASTER);
};

describe("The key store of a data directory (R-AREA-11)", () => {
  afterEach(() => {
    delete process.env[VARIABLE];
  });

  it("opens under the key-encryption key of a file or of the environment, which is taken out of it", () =>
    withDirectory(async (folder) => {
      const kekFile = keyFile(folder, "kek", KEK);
      await furnish(folder, { kekFile });
      expect(await opens(folder, { kekFile })).to.equal(true);
      process.env[VARIABLE] = toHex(KEK);
      expect(await opens(folder, { kekEnv: VARIABLE })).to.equal(true);
      expect(process.env[VARIABLE]).to.equal(undefined);
    }));

  it("is refused under a wrong or a missing key by name, before anything is written", () =>
    withDirectory(async (folder) => {
      const kekFile = keyFile(folder, "kek", KEK);
      await furnish(folder, { kekFile });
      const data = join(folder, "data");
      const before = contents(data);
      const wrong = { kekFile: keyFile(folder, "other", OTHER) };
      expect(await code(openHouse(folder, wrong))).to.equal("keys.wrong-kek");
      expect(await code(openHouse(folder, { kekFile: join(folder, "none") }))).to.equal("keys.bad-file");
      expect(await code(openHouse(folder, { kekEnv: VARIABLE }))).to.equal("keys.missing-kek");
      for (const text of ["", "00", `${toHex(KEK)}00`, "x".repeat(64)]) {
        process.env[VARIABLE] = text;
        const error = await openHouse(folder, { kekEnv: VARIABLE }).catch((thrown) => thrown);
        expect(error.code).to.equal("keys.bad-variable");
        if (text !== "") expect(JSON.stringify(error.details) + error.message).not.to.contain(text);
      }
      // No key configured at all: a development key is made for an empty directory only.
      expect(await code(openHouse(folder, {}))).to.equal("keys.missing-kek");
      expect(contents(data)).to.deep.equal(before);
      if (process.platform !== "win32") {
        chmodSync(kekFile, 0o640);
        expect(await code(openHouse(folder, { kekFile }))).to.equal("keys.exposed");
      }
    }));

  it("from before the stamp is proved by what is wrapped there", () =>
    withDirectory(async (folder) => {
      const kekFile = keyFile(folder, "kek", KEK);
      await furnish(folder, { kekFile });
      const data = join(folder, "data");
      rmSync(join(data, "kek.json"));
      const wrong = { kekFile: keyFile(folder, "other", OTHER) };
      for (const gone of [undefined, "audit.key"]) {
        if (gone !== undefined) rmSync(join(data, gone));
        expect(await code(openHouse(folder, wrong)), gone ?? "all there").to.equal("keys.wrong-kek");
        expect(readdirSync(data)).not.to.include("kek.json");
      }
      expect(await opens(folder, { kekFile })).to.equal(true);
      expect(readdirSync(data)).to.include("kek.json");
    }));

  for (const name of readdirSync(MALFORMED)) {
    it(`refuses the malformed stamp ${name} by name and leaves it as it is`, () =>
      withDirectory(async (folder) => {
        const kekFile = keyFile(folder, "kek", KEK);
        await furnish(folder, { kekFile });
        const stamp = join(folder, "data", "kek.json");
        const right = JSON.parse(readFileSync(stamp, "utf8"));
        const text = readFileSync(new URL(name, MALFORMED), "utf8")
          .replaceAll("@kek", right.kek)
          .replaceAll("@proof", right.proof);
        writeFileSync(stamp, text, { mode: 0o600 });
        expect(await code(openHouse(folder, { kekFile }))).to.equal(
          name.startsWith("other") ? "keys.wrong-kek" : "keys.damaged",
        );
        expect(readFileSync(stamp, "utf8")).to.equal(text);
      }));
  }

  it("says of a damaged key of the store that it does not open, and of no other", () =>
    withDirectory(async (folder) => {
      const kekFile = keyFile(folder, "kek", KEK);
      await furnish(folder, { kekFile });
      const { store, vault, close } = await openHouse(folder, { kekFile });
      const records = (await store.wrapped.masterKeys()).filter(({ use }) => use === "area");
      const [first, second] = records as [(typeof records)[0], (typeof records)[0]];
      const use = (generation: number) => code(vault.withMaster(CITY, { keyId: "K1", generation }, async () => 0));
      const altered = Uint8Array.from(first.wrapped);
      altered[20]! ^= 1;
      // Altered, cut short, empty, another's, far too long: each a corpse of a row.
      for (const wrapped of [
        altered,
        first.wrapped.slice(0, 30),
        new Uint8Array(),
        second.wrapped,
        Buffer.alloc(100_000),
      ]) {
        const [was] = (await store.wrapped.masterKeys()).filter((one) => one.use === "area" && one.generation === 1);
        await store.wrapped.replaceMasterKey(was!, wrapped);
        expect(await use(1)).to.equal("keys.unwrap");
        expect(await use(2)).to.equal("done");
      }
      await close();
    }));
});
