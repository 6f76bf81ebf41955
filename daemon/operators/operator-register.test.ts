import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import type { OperatorSession } from "../api/call.js";
import { rightsOf } from "../api/contract/index.js";
import type { OperatorRecord } from "../store/records.js";
import type { Store } from "../store/repositories.js";
import { openStore } from "../store/store.js";
import { withDirectory } from "../store/testing/samples.js";
import { effectiveRights } from "./effective-rights.js";
import { OperatorRegister } from "./operator-register.js";

const CITY = "13101";
const GOOD = "correct horse battery";
const record = (id: string, over: Partial<OperatorRecord> = {}): OperatorRecord => ({
  ...{ municipality: CITY, id, name: id, roles: ["administrator"], withdrawn: [], state: "registered" },
  ...{ passwordHash: "x", failures: 0, lockedUntil: 0 },
  ...over,
});
const by = (operatorId: string, municipality = CITY): OperatorSession => ({
  ...{ kind: "operator", id: `s-${operatorId}`, operatorId, name: operatorId },
  ...{ municipality, roles: ["administrator"] },
});
const [ann, ben] = [by("ann"), by("ben")];

interface Scene {
  readonly register: OperatorRegister;
  readonly store: Store;
  stored(id: string): Promise<OperatorRecord | undefined>;
}

/** Ann and Ben manage operators, Cleo serves the counter, Dora is defined only, Ed is disabled, and Fay was deleted. */
const scene = (use: (scene: Scene) => Promise<void>) =>
  withDirectory(async (directory) => {
    const store = await openStore(join(directory, "store.sqlite"));
    const { operators } = store.of(CITY);
    for (const one of [
      record("ann"),
      record("ben"),
      record("cleo", { roles: ["counter"], failures: 5, lockedUntil: 9e15 }),
      record("dora", { roles: ["counter"], state: "defined", passwordHash: "" }),
      record("ed", { roles: ["counter"], state: "disabled" }),
      record("fay", { roles: ["counter"], state: "deleted", passwordHash: "" }),
    ]) {
      await operators.save(one);
    }
    const ports = { store, clock: new VirtualClock(), random: seededRandom("register") };
    try {
      const register = new OperatorRegister(ports, { shortestPassword: 12 });
      await use({ register, store, stored: (id) => operators.find(id) });
    } finally {
      await store.close();
    }
  });

type Attempt = (register: OperatorRegister) => Promise<unknown>;

const newcomer = (id: string) => ({ id, name: "x", roles: ["counter"] as const, withdrawn: [] });

describe("In-business ids (R-OPR-07, R-OPR-08, A-12)", () => {
  const refused: readonly (readonly [string, string, Attempt])[] = [
    ["an id that is there", "operator.id-taken", (r) => r.create(ann, newcomer("cleo"))],
    ["an id that was deleted (R-DATA-06)", "operator.id-taken", (r) => r.create(ann, newcomer("fay"))],
    ["a change of one's own roles", "operator.own-rights", (r) => r.update(ann, "ann", { roles: ["senior"] })],
    ["more of one's own rights", "operator.own-rights", (r) => r.update(ann, "ann", { withdrawn: [] })],
    ["disabling oneself", "operator.own-rights", (r) => r.step(ann, "ann", "disable")],
    ["deleting oneself", "operator.own-rights", (r) => r.step(ann, "ann", "delete")],
    ["one's own password without the old one", "operator.own-rights", (r) => r.resetPassword(ann, "ann", GOOD)],
    ["an unknown id", "operator.unknown", (r) => r.update(ann, "nobody", { name: "x" })],
    ["a deleted id", "operator.unknown", (r) => r.step(ann, "fay", "enable")],
    ["registering twice", "operator.wrong-state", (r) => r.register(ann, "cleo", GOOD)],
    ["registering a disabled id", "operator.wrong-state", (r) => r.register(ann, "ed", GOOD)],
    ["enabling what is not disabled", "operator.wrong-state", (r) => r.step(ann, "cleo", "enable")],
    ["a password for an id that is defined only", "operator.wrong-state", (r) => r.resetPassword(ann, "dora", GOOD)],
    ["eleven characters", "operator.weak-password", (r) => r.resetPassword(ann, "cleo", "abcdefghijk")],
    ["few different characters", "operator.weak-password", (r) => r.resetPassword(ann, "cleo", "abababababababab")],
    ["the id in the password", "operator.weak-password", (r) => r.resetPassword(ann, "cleo", "I am CLEO, hello")],
    ["a line break", "operator.weak-password", (r) => r.register(ann, "dora", "correct horse\nbattery")],
    ["an operator of another municipality", "operator.unknown", (r) => r.step(by("ann", "13102"), "cleo", "delete")],
    ["another municipality's password", "operator.unknown", (r) => r.resetPassword(by("ann", "13102"), "cleo", GOOD)],
  ];
  for (const [what, code, attempt] of refused) {
    it(`refuse ${what}, and change nothing`, () =>
      scene(async ({ register, store }) => {
        const before = await store.of(CITY).operators.list();
        const error = (await attempt(register).catch((thrown) => thrown)) as { code?: string };
        expect(error.code).to.equal(code);
        expect(JSON.stringify(error)).not.to.contain("horse");
        expect(await store.of(CITY).operators.list()).to.deep.equal(before);
      }));
  }

  it("always keep somebody who manages them, even when two shut each other out at once", () =>
    scene(async ({ register, store }) => {
      const ends = await Promise.allSettled([
        register.step(ann, "ben", "disable"),
        register.step(ben, "ann", "delete"),
      ]);
      expect(ends.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
      const left = (await store.of(CITY).operators.list()).filter(
        (one) => one.state === "registered" && effectiveRights(one).includes("operator.manage"),
      );
      expect(left).to.have.length(1);
    }));

  it("count a withdrawn right as gone when it is asked who is left", () =>
    scene(async ({ register }) => {
      await register.update(ann, "ben", { withdrawn: ["operator.manage"] });
      const error = await register.update(ben, "ann", { roles: ["auditor"] }).catch((thrown) => thrown);
      expect(error.code).to.equal("operator.last-administrator");
    }));

  it("are defined, registered, disabled, enabled, taken out and deleted, and lose their password when they go", () =>
    scene(async ({ register, stored }) => {
      await register.create(ann, { id: "gus", name: "ガス", roles: ["senior"], withdrawn: ["card.delete"] });
      expect(await stored("gus")).to.include({ state: "defined", passwordHash: "" });
      await register.register(ann, "gus", GOOD);
      expect((await stored("gus"))?.passwordHash).to.match(/^scrypt/);
      for (const [step, state, hash] of [
        ["disable", "disabled", true],
        ["enable", "registered", true],
        ["unregister", "defined", false],
        ["delete", "deleted", false],
      ] as const) {
        await register.step(ann, "gus", step);
        const now = (await stored("gus"))!;
        expect([now.state, now.passwordHash !== ""], step).to.deep.equal([state, hash]);
      }
      expect((await register.list(CITY)).map(({ id }) => id)).to.deep.equal(["ann", "ben", "cleo", "dora", "ed"]);
    }));

  it("are let in again before the lock's time, by unlocking and by a new password", () =>
    scene(async ({ register, stored }) => {
      await register.unlock(ann, "cleo");
      expect(await stored("cleo")).to.include({ failures: 0, lockedUntil: 0 });
    }));

  it("have the rights of their roles without what was withdrawn", () => {
    const all = rightsOf(["senior"]);
    expect(effectiveRights({ roles: ["senior"], withdrawn: ["card.delete", "audit.read"] })).to.deep.equal(
      all.filter((right) => right !== "card.delete"),
    );
  });

  it("as administrators have no right to any resident (R-SHARE-04, X-18)", () => {
    for (const right of ["resident.read", "user.register", "card.list"] as const) {
      expect(rightsOf(["administrator"])).not.to.include(right);
    }
  });
});
