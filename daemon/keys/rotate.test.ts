import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { openAuditKey } from "../audit/audit-key.js";
import { templatePlace } from "../operators/fingerprints.js";
import { withDirectory } from "../store/testing/samples.js";
import { AREA_MASTER, CITY, furnish, keyFile, openHouse, TEMPLATE } from "./key-house.fixture.js";
import { wrappedUnder } from "./wrapping.js";

const PROCESS = fileURLToPath(new URL("./testing/rotate-process.js", import.meta.url));
const keks = [1, 2, 3].map((n) => seededRandom(`kek ${n}`).bytes(32));
const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );

/** A furnished directory under kek-1, with three keys beside it. */
const inHouse = (use: (folder: string, file: (n: number) => string) => Promise<void>) =>
  withDirectory(async (folder) => {
    for (const [n, key] of keks.entries()) keyFile(folder, `kek-${n + 1}`, key);
    const file = (n: number) => join(folder, `kek-${n}`);
    await furnish(folder, { kekFile: file(1) });
    await use(folder, file);
  });

const rotate = (folder: string, nth: number) =>
  spawnSync(process.execPath, [PROCESS, folder, String(nth)], { encoding: "utf8", timeout: 30_000 });

/** Everything opens under this key alone, with what it held. */
async function holds(folder: string, kekFile: string, place: string): Promise<void> {
  const house = await openHouse(folder, { kekFile });
  try {
    const { keyStore, store, vault, data } = house;
    expect(keyStore.rotatingFrom, place).to.equal(undefined);
    for (const generation of [1, 2]) {
      const master = await vault.withMaster(CITY, { keyId: "K1", generation }, async (key) => toHex(key));
      expect(master, place).to.equal(toHex(AREA_MASTER));
    }
    const { sealed } = (await store.of(CITY).fingerprints.find("clerk"))!;
    expect(Buffer.from(await keyStore.wrapping.unwrap(sealed, templatePlace(CITY, "clerk"))), place).to.deep.equal(
      TEMPLATE,
    );
    expect((await openAuditKey(data, keyStore.wrapping, seededRandom("x"))).fresh, place).to.equal(false);
    for (const { wrapped } of await store.wrapped.masterKeys()) {
      expect(wrappedUnder(wrapped), place).to.equal(keyStore.wrapping.kek.id);
    }
  } finally {
    await house.close();
  }
}

describe("The rotation of the key-encryption key (R-AREA-11)", function () {
  this.timeout(120_000);

  it("brings everything under the new key, which then opens it alone", () =>
    inHouse(async (folder, file) => {
      const { stdout, stderr } = rotate(folder, -1);
      expect(stdout, stderr).to.match(/^5 /);
      await holds(folder, file(2), "rotated");
      expect(await code(openHouse(folder, { kekFile: file(1) }))).to.equal("keys.wrong-kek");
      expect(rotate(folder, -1).stdout).to.equal("nothing 1");
    }));

  it("goes on after a kill at any step, loses nothing on the way, and cannot be left half done", () =>
    inHouse(async (folder, file) => {
      const steps = Number(rotate(copyOf(folder, "whole"), -1).stdout.split(" ")[1]);
      expect(steps).to.be.greaterThan(8);
      for (let nth = 1; nth < steps; nth++) {
        const copy = copyOf(folder, `killed-${nth}`);
        expect(rotate(copy, nth).signal, `step ${nth}`).to.equal("SIGKILL");
        const stamp = JSON.parse(readFileSync(join(copy, "data", "kek.json"), "utf8"));
        if (stamp.rotatingFrom !== undefined) {
          // Neither key alone, nor with a third, is taken: something would be out of reach.
          expect(await code(openHouse(copy, { kekFile: file(2) })), `step ${nth}`).to.equal("keys.rotation-unfinished");
          const third = { kekFile: file(3), previous: { kekFile: file(2) } };
          expect(await code(openHouse(copy, third)), `step ${nth}`).to.equal("keys.rotation-unfinished");
        }
        // The second try is killed too, a step later.
        rotate(copy, nth + 1);
        expect(rotate(copy, -1).status, `step ${nth}`).to.equal(0);
        await holds(copy, file(2), `killed at step ${nth}`);
        rmSync(copy, { recursive: true });
      }
    }));

  it("is not begun under a key that is not the one of before, and changes nothing then", () =>
    inHouse(async (folder, file) => {
      const before = readFileSync(join(folder, "data", "kek.json"));
      const config = { kekFile: file(2), previous: { kekFile: file(3) } };
      expect(await code(openHouse(folder, config))).to.equal("keys.wrong-kek");
      expect(readFileSync(join(folder, "data", "kek.json"))).to.deep.equal(before);
      await holds(folder, file(1), "untouched");
    }));
});

/** A copy of the house, in a folder of its own within it. */
function copyOf(folder: string, name: string): string {
  const copy = join(folder, "copies", name);
  for (const part of ["data", "kek-1", "kek-2", "kek-3"])
    cpSync(join(folder, part), join(copy, part), { recursive: true });
  return copy;
}
