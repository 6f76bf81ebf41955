import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { withDirectory } from "../../store/testing/samples.js";
import { softKek } from "../kek.js";
import { AREA_MASTER, CITY, furnish, keyFile, openHouse } from "../key-house.fixture.js";
import { SoftToken, softHsm, TOKEN_PIN } from "./soft-token.fixture.js";
import { TokenKek, type TokenPlace } from "./token-kek.js";

const random = seededRandom("token kek");
const ports = { clock: systemClock, random };
const KEY = random.bytes(32);
const OTHER = random.bytes(32);
const ASSOCIATED = Buffer.from("a place");
const CLEAR = random.bytes(32);
const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );

describe("A key-encryption key in a token (PKCS #11, R-AREA-11)", function () {
  this.timeout(120_000);
  let token: SoftToken;
  before(function () {
    const module = softHsm();
    if (module === undefined) return this.skip();
    token = new SoftToken(module);
    token.import(KEY, "kek", "01");
    token.import(OTHER, "other", "02");
    token.import(OTHER, "twice", "03");
    token.import(KEY, "twice", "04");
  });
  after(() => token?.close());
  const using = async (place: TokenPlace, use: (kek: TokenKek) => Promise<void>) => {
    const kek = await TokenKek.open(place, ports);
    try {
      await use(kek);
    } finally {
      await kek.close();
    }
  };

  it("seals what the same key in this process opens, and the other way round, and has the same id", () =>
    using(token.place("kek"), async (kek) => {
      const soft = softKek(KEY.slice(), "file", random);
      expect(kek.id).to.equal(soft.id);
      const there = await kek.seal(CLEAR.slice(), ASSOCIATED);
      expect(toHex(await soft.open(there, ASSOCIATED))).to.equal(toHex(CLEAR));
      expect(toHex(await kek.open(await soft.seal(CLEAR, ASSOCIATED), ASSOCIATED))).to.equal(toHex(CLEAR));
    }));

  it("opens nothing that was altered, cut short, or is of another place or key; the next is opened again", () =>
    using(token.place("kek"), async (kek) => {
      const sealed = await kek.seal(CLEAR.slice(), ASSOCIATED);
      for (let n = 0; n < sealed.length; n += 7) {
        const altered = Uint8Array.from(sealed);
        altered[n]! ^= 1;
        expect(await code(kek.open(altered, ASSOCIATED)), `octet ${n}`).to.equal("keys.unwrap");
        expect(await code(kek.open(sealed.subarray(0, n), ASSOCIATED)), `length ${n}`).to.equal("keys.unwrap");
      }
      expect(await code(kek.open(sealed, Buffer.from("elsewhere")))).to.equal("keys.unwrap");
      const others = await softKek(OTHER.slice(), "file", random).seal(CLEAR, ASSOCIATED);
      expect(await code(kek.open(others, ASSOCIATED))).to.equal("keys.unwrap");
      expect(toHex(await kek.open(sealed, ASSOCIATED))).to.equal(toHex(CLEAR));
    }));

  it("is asked by many at once without mixing them", () =>
    using(token.place("kek"), async (kek) => {
      const clears = Array.from({ length: 50 }, (_, n) => Uint8Array.of(n, ...CLEAR));
      const sealed = await Promise.all(clears.map((clear) => kek.seal(clear.slice(), ASSOCIATED)));
      const opened = await Promise.all(sealed.map((one) => kek.open(one, ASSOCIATED)));
      expect(opened.map((one) => toHex(one))).to.deep.equal(clears.map((one) => toHex(one)));
    }));

  it("is refused by name where token, key, module or PIN are not there or not right, without a word of the PIN", async () => {
    const right = token.place("kek");
    const { pinFile: _, ...without } = right;
    const wrong = join(token.folder, "wrong.pin");
    writeFileSync(wrong, "0000-WRONG\n", { mode: 0o600 });
    const exposed = join(token.folder, "exposed.pin");
    writeFileSync(exposed, TOKEN_PIN);
    chmodSync(exposed, 0o644);
    for (const [place, expected] of [
      [{ ...right, token: "nobody" }, "keys.token-absent"],
      [{ ...right, key: "nobody" }, "keys.token-key"],
      [{ ...right, key: "twice" }, "keys.token-key"],
      [{ ...right, module: join(token.folder, "softhsm2.conf") }, "keys.token-module"],
      [{ ...right, pinFile: wrong }, "keys.token-pin"],
      [{ ...right, pinFile: join(token.folder, "none") }, "keys.token-pin-missing"],
      [{ ...right, pinFile: exposed }, "keys.token-pin-missing"],
      [{ ...without, pinEnv: "MADOGUCHI_NO_SUCH_PIN" }, "keys.token-pin-missing"],
    ] as const) {
      const error = await TokenKek.open(place, ports).catch((thrown) => thrown);
      expect(error.code, JSON.stringify(place)).to.equal(expected);
      expect(`${error.message} ${JSON.stringify(error.details)}`).not.to.match(/CANARY|WRONG/);
    }
  });

  it("takes its PIN from the environment too", async () => {
    const { pinFile: _, ...without } = token.place("kek");
    process.env["MADOGUCHI_TEST_PIN"] = TOKEN_PIN;
    try {
      await using({ ...without, pinEnv: "MADOGUCHI_TEST_PIN" }, async (kek) => {
        expect(kek.id).to.equal(softKek(KEY.slice(), "file", random).id);
      });
    } finally {
      delete process.env["MADOGUCHI_TEST_PIN"];
    }
  });

  it("outlives the death of the process that speaks to the token, and one that does not answer in time", async () => {
    // A clock that lets time pass when it is told to.
    let pass = () => {};
    const clock = {
      now: () => 0,
      sleep: () => new Promise<void>((resolve) => (pass = resolve)),
    };
    const kek = await TokenKek.open(token.place("kek"), { clock, random });
    try {
      const sealed = await kek.seal(CLEAR.slice(), ASSOCIATED);
      process.kill(kek.hostPid!, "SIGKILL");
      const first = await code(kek.open(sealed, ASSOCIATED));
      expect(first).to.be.oneOf(["keys.token-failed", "done"]);
      expect(toHex(await kek.open(sealed, ASSOCIATED))).to.equal(toHex(CLEAR));
      process.kill(kek.hostPid!, "SIGSTOP");
      const late = code(kek.open(sealed, ASSOCIATED));
      await new Promise((resolve) => setImmediate(resolve));
      pass();
      expect(await late).to.equal("keys.token-failed");
      expect(toHex(await kek.open(sealed, ASSOCIATED))).to.equal(toHex(CLEAR));
    } finally {
      await kek.close();
    }
  });

  it("takes over a data directory from a file, with the same key as it is, with another by a rotation", () =>
    withDirectory(async (folder) => {
      const kekFile = keyFile(folder, "kek", KEY);
      await furnish(folder, { kekFile });
      const master = async (config: Parameters<typeof openHouse>[1]) => {
        const house = await openHouse(folder, config);
        try {
          return await house.vault.withMaster(CITY, { keyId: "K1", generation: 1 }, async (key) => toHex(key));
        } finally {
          await house.close();
        }
      };
      const place = (key: string) => ({ pkcs11: token.place(key) });
      expect(await master(place("kek"))).to.equal(toHex(AREA_MASTER));
      expect(await code(master(place("other")))).to.equal("keys.wrong-kek");
      const rotating = await openHouse(folder, { ...place("other"), previous: { kekFile } });
      expect(rotating.keyStore.rotatingFrom).to.equal(softKek(KEY.slice(), "file", random).id);
      await rotating.close();
    }));
});
