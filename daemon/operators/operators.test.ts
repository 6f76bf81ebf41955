import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import type { Store } from "../store/repositories.js";
import { openStore } from "../store/store.js";
import { withDirectory } from "../store/testing/samples.js";
import { type LoginRefusal, Operators } from "./operators.js";
import { hashPassword, verifyPassword } from "./passwords.js";

const CITY = "13101";
const PASSWORD = "correct horse battery";
const MINUTE = 60_000;

interface Scene {
  readonly operators: Operators;
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly directory: string;
  /** Tries to log in; gives "in" or why not. */
  attempt(password: string, id?: string): Promise<"in" | LoginRefusal>;
}

async function scene(use: (scene: Scene) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const store = await openStore(join(directory, "store.sqlite"));
    const clock = new VirtualClock();
    const operators = new Operators(
      { store, clock, random: seededRandom("operators") },
      { failures: 5, lockMinutes: 15, shortestPassword: 12 },
    );
    const passwordFile = join(directory, "op1");
    writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
    try {
      await operators.introduce([{ municipality: CITY, id: "op1", name: "見本", roles: ["counter"], passwordFile }]);
      await use({
        operators,
        store,
        clock,
        directory,
        async attempt(password, id = "op1") {
          let why: LoginRefusal | undefined;
          const refusal = await operators
            .login(CITY, id, password, (reason) => {
              why = reason;
            })
            .then(
              () => undefined,
              (error) => error.code,
            );
          if (refusal === undefined) return "in";
          expect(refusal).to.equal("session.refused");
          return why!;
        },
      });
    } finally {
      await store.close();
    }
  });
}

describe("Operator login", () => {
  it("lets in with the right password, and answers wrong password and unknown id with one code", () =>
    scene(async ({ attempt }) => {
      expect(await attempt(PASSWORD)).to.equal("in");
      expect(await attempt("wrong")).to.equal("wrong-password");
      expect(await attempt(PASSWORD, "nobody")).to.equal("unknown");
    }));

  it("locks for 15 minutes after 5 failures, even against the right password, and then opens again with all tries (A-12)", () =>
    scene(async ({ attempt, clock }) => {
      for (let n = 0; n < 5; n++) expect(await attempt("wrong")).to.equal("wrong-password");
      expect(await attempt(PASSWORD)).to.equal("locked");
      clock.advance(15 * MINUTE - 1);
      expect(await attempt(PASSWORD)).to.equal("locked");
      clock.advance(1);
      expect(await attempt("wrong")).to.equal("wrong-password");
      expect(await attempt(PASSWORD)).to.equal("in");
    }));

  it("forgets failures after a success", () =>
    scene(async ({ attempt }) => {
      for (let round = 0; round < 2; round++) {
        for (let n = 0; n < 4; n++) await attempt("wrong");
        expect(await attempt(PASSWORD)).to.equal("in");
      }
    }));

  it("counts guesses that are sent side by side", () =>
    scene(async ({ attempt }) => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => attempt("wrong")));
      expect(outcomes.filter((outcome) => outcome === "wrong-password")).to.have.length(5);
      expect(outcomes.filter((outcome) => outcome === "locked")).to.have.length(3);
    }));

  it("keeps an operator's changes when the configuration introduces the same one again", () =>
    scene(async ({ operators, store, directory }) => {
      const known = (await store.of(CITY).operators.find("op1"))!;
      await store.of(CITY).operators.save({ ...known, roles: ["auditor"] });
      const again = {
        municipality: CITY,
        id: "op1",
        name: "x",
        roles: ["counter" as const],
        passwordFile: join(directory, "op1"),
      };
      expect(await operators.introduce([again])).to.deep.equal([]);
      expect((await operators.find(CITY, "op1"))?.roles).to.deep.equal(["auditor"]);
    }));

  it("refuses first passwords that are short or that others can read", () =>
    scene(async ({ operators, directory }) => {
      const passwordFile = join(directory, "op2");
      const introduce = () =>
        operators.introduce([{ municipality: CITY, id: "op2", name: "x", roles: ["counter"], passwordFile }]).then(
          () => "done",
          (error) => error.code,
        );
      writeFileSync(passwordFile, "elevenchars", { mode: 0o600 });
      expect(await introduce()).to.equal("operator.bad-password-file");
      writeFileSync(passwordFile, PASSWORD);
      if (process.platform !== "win32") {
        chmodSync(passwordFile, 0o640);
        expect(await introduce()).to.equal("operator.bad-password-file");
      }
    }));
});

describe("A flood of logins", () => {
  it("leaves the database its threads: others are served while guesses wait", () =>
    scene(async ({ attempt, store }) => {
      let done = 0;
      const guesses = Array.from({ length: 12 }, async () => {
        await attempt(PASSWORD, "nobody");
        done++;
      });
      await store.of(CITY).users.find("x");
      expect(done).to.be.lessThan(4);
      await Promise.all(guesses);
      expect(done).to.equal(12);
    }));
});

describe("Password hashes", () => {
  it("never are the same for one password twice, and hold no part of it", async () => {
    const random = seededRandom("hash");
    const [a, b] = [await hashPassword(PASSWORD, random), await hashPassword(PASSWORD, random)];
    expect(a).not.to.equal(b);
    expect(a)
      .to.match(/^scrypt\$32768\$8\$1\$/)
      .and.not.to.contain("correct");
    expect(await verifyPassword(PASSWORD, a)).to.equal(true);
    expect(await verifyPassword(`${PASSWORD} `, a)).to.equal(false);
  });

  it("match what scrypt of RFC 7914 gives", async () => {
    // RFC 7914, 12: scrypt("pleaseletmein", "SodiumChloride", N=16384, r=8, p=1), its first 32 octets.
    const salt = Buffer.from("SodiumChloride").toString("base64url");
    const hash = Buffer.from("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2", "hex").toString(
      "base64url",
    );
    expect(await verifyPassword("pleaseletmein", `scrypt$16384$8$1$${salt}$${hash}`)).to.equal(true);
  });

  it("do not match when there is no hash", async () => {
    expect(await verifyPassword("", undefined)).to.equal(false);
  });
});
