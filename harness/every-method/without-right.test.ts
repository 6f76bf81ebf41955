import { expect } from "chai";
import { describe, it } from "mocha";
import {
  type MethodName,
  methods,
  type Right,
  type Role,
  rightNames,
  rightsOf,
  roleNames,
} from "#daemon/api/contract/index.js";
import type { RawClient } from "../daemon/daemon-in-test.js";
import { bothTowns } from "./both-towns.fixture.js";
import { A } from "./two-towns.fixture.js";

const names = Object.keys(methods) as MethodName[];
const needsRight = (name: MethodName) => (rightNames as readonly string[]).includes(methods[name].need);
const OPERATORS: Readonly<Record<Role, string>> = {
  counter: "clerk",
  senior: "senior",
  administrator: "admin",
  auditor: "auditor",
};

/** Taken from the declarations: a method that is added tomorrow is tried without another line here. */
describe("Every method of a running daemon, called by who may not", function () {
  this.timeout(120_000);
  const both = bothTowns();

  /** Each method is refused with the code, with a row of the audit log, and nothing is changed, in the store or on the card. */
  async function refused(tried: readonly MethodName[], client: RawClient, code: string, by: object): Promise<void> {
    const rows = await both.towns.kept.rows();
    const { cardMemory } = both.towns;
    for (const name of tried) {
      // Right parameters and wrong ones: who may not call learns nothing of either.
      for (const params of [both.towns.paramsOf(name), { nobody: "asked" }]) {
        const { error, result } = await client.ask(name, params);
        expect(result, name).to.equal(undefined);
        expect(error!.data.code, name).to.equal(code);
        const audited = await both.towns.kept.audited(error!.data.correlationId!);
        expect(audited, name).to.have.length(1);
        expect(audited[0], name).to.deep.include({ event: name, outcome: "refused", code, ...by });
      }
      expect(await both.towns.kept.rows(), name).to.equal(rows);
      expect(both.towns.cardMemory, name).to.equal(cardMemory);
    }
  }

  it("is refused without a login, and after a logout, and on record (R-OPR-02, R-OPR-11, R-ACT-02, R-LOG-02)", async () => {
    const tried = names.filter((name) => methods[name].need !== "none");
    expect(tried).to.include.members(["cardApps.load", "residents.search", "users.export", "audit.list"]);
    await refused(tried, await both.towns.daemon.greeted(), "session.not-open", {});
    const gone = await both.towns.operator("a");
    expect(await gone.codeOf("session.logout")).to.equal("ok");
    await refused(tried, gone, "session.not-open", {});
  });

  it("leaves, when it reads data, a row with the operator who read (R-OPR-11, R-LOG-02)", async () => {
    const client = await both.towns.operator("clerk");
    expect((await client.ask("residents.search", both.towns.paramsOf("residents.search"))).error).to.equal(undefined);
    const auditor = await both.towns.operator("auditor");
    const { entries } = (await auditor.ask("audit.list", { limit: 1000 })).result as { entries: { event: string }[] };
    const read = entries.filter(({ event }) => event === "residents.search").at(-1);
    expect(read).to.include({ outcome: "ok", actor: "clerk", municipality: A });
    expect(entries.at(-1)).to.deep.include({ event: "session.login", target: "auditor" });
    const { entries: after } = (await auditor.ask("audit.list", { limit: 1000 })).result as { entries: object[] };
    expect(after.at(-1)).to.include({ event: "audit.list", actor: "auditor", municipality: A });
  });

  it("opens without a login nothing but hello and the ways in", () => {
    const open = names.filter((name) => methods[name].need === "none");
    expect(open.filter((name) => name !== "hello" && !name.startsWith("session.login"))).to.deep.equal([]);
  });

  for (const role of roleNames) {
    it(`is refused to the role ${role} where it has not the right, and on record (R-OPR-09, R-LOG-02)`, async () => {
      const held: readonly Right[] = rightsOf([role]);
      const tried = names.filter((name) => needsRight(name) && !held.includes(methods[name].need as Right));
      const client = await both.towns.operator(OPERATORS[role]);
      const by = { actor: OPERATORS[role], municipality: A };
      await refused(tried, client, "session.not-permitted", by);
      const systems = names.filter((name) => methods[name].need === "system");
      await refused(systems, client, "session.not-permitted", by);
    });
  }

  it("is refused to an operator from whom its right was withdrawn, whatever the roles (R-OPR-08, X-38)", async () => {
    const admin = await both.towns.operator("admin");
    const withdrawn = rightNames;
    expect(await admin.codeOf("operators.update", { operatorId: "everything", withdrawn })).to.equal("ok");
    const client = await both.towns.operator("a");
    await refused(names.filter(needsRight), client, "session.not-permitted", { actor: "everything", municipality: A });
    expect(await admin.codeOf("operators.update", { operatorId: "everything", withdrawn: [] })).to.equal("ok");
  });

  it("is refused to a business system where an operator is needed (R-OPR-11, R-ACT-02)", async () => {
    const client = await both.towns.system("library-window");
    await refused(names.filter(needsRight), client, "session.not-permitted", {
      actor: "library-window",
      municipality: A,
    });
  });

  it("is named by a code of its own when there is no such method (R-SYS-01)", async () => {
    const client = await both.towns.operator("a");
    for (const name of ["operators", "area.unset", "cardApps.load2", "__proto__", "constructor"]) {
      expect(await client.codeOf(name), name).to.equal("api.unknown-method");
    }
    expect(await client.codeOf("readers.list")).to.equal("ok");
  });
});
