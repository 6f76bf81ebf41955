import { expect } from "chai";
import { rightsOf } from "#daemon/api/contract/index.js";
import { daemonFor } from "./daemon-for.fixture.js";
import { CITY, type DaemonInTest, type RawClient } from "./daemon-in-test.js";

const PASSWORD = "a good long passphrase";
const reason = "a test";

describe("Operator management over the wire", function () {
  this.timeout(60_000);
  let daemon: DaemonInTest;
  let admin: RawClient;
  const ended = (client: RawClient) =>
    client.frames.filter(({ method }) => method === "session.ended").map(({ params }) => params);

  daemonFor("all", (started) => {
    daemon = started;
  });
  beforeEach(async () => {
    admin = await daemon.loggedIn("admin");
  });
  afterEach(() => admin.socket.close());

  const login = async (operatorId: string, password: string) => {
    const client = await daemon.greeted();
    const answer = await client.ask("session.login", { municipality: CITY, operatorId, password });
    return { client, code: answer.error?.data.code ?? "ok", result: answer.result };
  };

  it("lets an id in from its registration on, not from its definition on, with its rights and at its municipality, and never gives it again (R-OPR-07, R-DATA-06)", async () => {
    const operatorId = "newcomer";
    expect(await admin.codeOf("operators.create", { operatorId, name: "新人", roles: ["counter"] })).to.equal("ok");
    expect((await login(operatorId, PASSWORD)).code).to.equal("session.refused");
    expect(await admin.codeOf("operators.register", { operatorId, password: PASSWORD })).to.equal("ok");
    const { client, code, result } = await login(operatorId, PASSWORD);
    expect(code).to.equal("ok");
    expect(result!["rights"]).to.deep.equal(rightsOf(["counter"]));
    const elsewhere = { municipality: "13102", operatorId, password: PASSWORD };
    expect(await (await daemon.greeted()).codeOf("session.login", elsewhere)).to.equal("session.refused");
    for (const [method, told] of [
      ["operators.unregister", [{ reason: "operator-removed" }]],
      ["operators.delete", [{ reason: "operator-removed" }]],
    ] as const) {
      expect(await admin.codeOf(method, { operatorId, reason })).to.equal("ok");
      expect(ended(client), method).to.deep.equal(told);
      expect((await login(operatorId, PASSWORD)).code).to.equal("session.refused");
    }
    expect(await client.codeOf("services.list")).to.equal("session.not-open");
    expect(await admin.codeOf("operators.create", { operatorId, name: "別人", roles: ["counter"] })).to.equal(
      "operator.id-taken",
    );
  });

  it("refuses the next call of an open session whose right is withdrawn, and takes it again when it is given back (X-38)", async () => {
    const senior = await daemon.loggedIn("senior");
    expect(await senior.codeOf("residents.search", { query: { name: "x" } })).to.equal("ok");
    for (const [withdrawn, code] of [
      [["resident.read"], "session.not-permitted"],
      [[], "ok"],
    ] as const) {
      expect(await admin.codeOf("operators.update", { operatorId: "senior", withdrawn })).to.equal("ok");
      expect(await senior.codeOf("residents.search", { query: { name: "x" } })).to.equal(code);
    }
    expect(ended(senior)).to.deep.equal([]);
    senior.socket.close();
  });

  it("ends the sessions of one who is disabled or gets a new password, on every terminal, and nobody else's", async () => {
    const [one, two, other] = [
      await daemon.loggedIn("clerk"),
      await daemon.loggedIn("clerk"),
      await daemon.loggedIn("senior"),
    ];
    await admin.ask("operators.disable", { operatorId: "clerk", reason });
    for (const client of [one, two]) {
      expect(ended(client)).to.deep.equal([{ reason: "operator-removed" }]);
      expect(await client.codeOf("services.list")).to.equal("session.not-open");
    }
    expect(await other.codeOf("services.list")).to.equal("ok");
    await admin.ask("operators.enable", { operatorId: "clerk", reason });
    const again = await daemon.loggedIn("clerk");
    expect(await admin.codeOf("operators.resetPassword", { operatorId: "clerk", password: PASSWORD })).to.equal("ok");
    expect(ended(again)).to.deep.equal([{ reason: "login-changed" }]);
    expect((await login("clerk", daemon.secrets.password("clerk"))).code).to.equal("session.refused");
    const { client } = await login("clerk", PASSWORD);
    const change = { current: PASSWORD, next: daemon.secrets.password("clerk") };
    expect(await client.codeOf("session.changePassword", { ...change, current: "wrong wrong wrong" })).to.equal(
      "session.refused",
    );
    expect(await client.codeOf("session.changePassword", { ...change, next: PASSWORD })).to.equal(
      "operator.weak-password",
    );
    expect(await client.codeOf("session.changePassword", change)).to.equal("ok");
    expect((await login("clerk", daemon.secrets.password("clerk"))).code).to.equal("ok");
  });

  it("opens the lock of failed logins, and shows it", async () => {
    for (let n = 0; n < 5; n++) await login("clerk", "wrong");
    const lockOf = async () => {
      const { result } = await admin.ask("operators.list");
      const all = result?.["operators"] as { operatorId: string; lockedUntil?: string }[];
      return all.find(({ operatorId }) => operatorId === "clerk")?.lockedUntil;
    };
    expect(await lockOf()).to.match(/^\d{4}-/);
    expect(await admin.codeOf("operators.unlock", { operatorId: "clerk" })).to.equal("ok");
    expect(await lockOf()).to.equal(undefined);
    expect((await login("clerk", daemon.secrets.password("clerk"))).code).to.equal("ok");
  });

  for (const [what, method, params, field] of [
    ["an unknown role", "operators.create", { operatorId: "x", name: "x", roles: ["king"] }, "roles.0"],
    ["no role", "operators.create", { operatorId: "x", name: "x", roles: [] }, "roles"],
    ["a blank in an id", "operators.create", { operatorId: "a b", name: "x", roles: ["counter"] }, "operatorId"],
    ["an empty name", "operators.create", { operatorId: "x", name: " ", roles: ["counter"] }, "name"],
    ["an unknown right", "operators.update", { operatorId: "clerk", withdrawn: ["card.burn"] }, "withdrawn.0"],
    [
      "another municipality's field",
      "operators.delete",
      { operatorId: "x", reason, municipality: "1" },
      "municipality",
    ],
    ["no reason", "operators.disable", { operatorId: "clerk" }, "reason"],
  ] as const) {
    it(`refuses ${what} with its place`, async () => {
      const { error } = await admin.ask(method, params);
      expect([error?.data.code, error?.data.details["field"]]).to.deep.equal(["api.bad-params", field]);
    });
  }

  it("leaves a row of each act with who, on whom and why, and never a password (R-LOG-02, R-LOG-06)", async () => {
    await admin.ask("operators.update", { operatorId: "senior", withdrawn: ["card.delete"] });
    await admin.ask("operators.update", { operatorId: "senior", withdrawn: [] });
    await admin.ask("operators.disable", { operatorId: "nobody", reason });
    const auditor = await daemon.loggedIn("auditor");
    const { result } = await auditor.ask("audit.list", { limit: 1000 });
    const rows = (result!["entries"] as Record<string, unknown>[]).filter(({ event }) =>
      String(event).startsWith("operators."),
    );
    expect(rows.at(-1)).to.deep.include({
      ...{ event: "operators.disable", outcome: "refused", code: "operator.unknown" },
      ...{ actor: "admin", target: "nobody", facts: { reason } },
    });
    expect(rows).to.satisfy((all: typeof rows) =>
      all.some(({ facts }) => (facts as Record<string, unknown>)["withdrawn"] === "card.delete"),
    );
    expect(daemon.everythingKept().includes(PASSWORD)).to.equal(false);
  });

  it("takes two administrators for an approval, and shows it to those who have the act's right", async () => {
    const ask = { act: "tuning.publish", subject: "tuning 7", reason: "the new form" };
    const clerk = await daemon.loggedIn("clerk");
    expect(await clerk.codeOf("approvals.request", ask)).to.equal("session.not-permitted");
    const { result } = await admin.ask("approvals.request", ask);
    const decision = { approvalId: result?.["id"], reason: "seen" };
    expect(await admin.codeOf("approvals.approve", decision)).to.equal("approval.same-person");
    expect(await clerk.codeOf("approvals.approve", decision)).to.equal("session.not-permitted");
    const deputy = await daemon.loggedIn("deputy");
    expect(await deputy.codeOf("approvals.approve", { ...decision, approvalId: "x" })).to.equal("approval.unknown");
    expect(await deputy.codeOf("approvals.approve", decision)).to.equal("ok");
    const listed = async (client: RawClient) => (await client.ask("approvals.list")).result?.["approvals"];
    expect(await listed(deputy)).to.deep.equal([
      {
        ...result,
        state: "approved",
        ...{ decidedBy: "deputy", decisionReason: "seen" },
        decidedAt: ((await listed(deputy)) as { decidedAt: string }[])[0]?.decidedAt,
      },
    ]);
    expect(await listed(clerk)).to.deep.equal([]);
    expect(deputy.frames.some(({ method }) => method === "approvals.changed")).to.equal(true);
  });
});
