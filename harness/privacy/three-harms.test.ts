import { expect } from "chai";
import { methods } from "#daemon/api/contract/index.js";
import { exampleOf } from "#daemon/api/reference/example.js";
import { fileRow as row } from "#daemon/residents/testing/file-row.js";
import { DaemonInTest, type RawClient } from "../daemon/daemon-in-test.js";
import { closeScene, openScene, type SystemsPki, systemsPki, type TellingScene } from "../desk/use/systems.fixture.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";

const A = "13101";

/** Every text and number in a message, whatever it stands under. */
function leaves(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leaves);
  return [String(value)];
}

describe("Whoever would gather, join or misuse residents' data (R-PRIV-12)", function () {
  this.timeout(90_000);

  describe("a business system that collects from beyond its own service", () => {
    let pki: TestPki;
    let daemon: DaemonInTest;
    let attacker: RawClient;

    before(async () => {
      pki = await TestPki.create();
      daemon = await new DaemonInTest(pki).start();
      const senior = await daemon.loggedIn("senior");
      await senior.ask("residents.import", { content: residentFile(A, 1, [row("R0001")]) });
      attacker = await daemon.greeted(await pki.client("library-window"));
      expect(await attacker.codeOf("session.loginSystem", { systemId: "library-window" })).to.equal("ok");
    });
    after(async () => {
      await daemon.stop();
      pki.close();
    });

    it("is refused every method that reads or writes what is not its own, and told nothing of a resident (R-PRIV-12, R-PRIV-10)", async () => {
      const tried = Object.values(methods).filter(({ need }) => !["none", "session", "system"].includes(need));
      expect(tried.length).to.be.greaterThan(50);
      for (const method of tried) {
        const { error } = await attacker.ask(method.name, exampleOf(method.params, "input", method.name));
        expect(error?.data.code, method.name).to.equal("session.not-permitted");
        expect(JSON.stringify(error), method.name).not.to.contain("見本");
      }
    });

    it("is no other system, and opens no other service's application (R-PRIV-12, R-PRIV-10)", async () => {
      expect(await attacker.codeOf("session.loginSystem", { systemId: "issuing-server" })).to.equal(
        "session.already-open",
      );
      const again = await daemon.greeted(await pki.client("library-window"));
      expect(await again.codeOf("session.loginSystem", { systemId: "issuing-server" })).to.equal("session.certificate");
      // The method has no parameter by which another application could be named.
      const open = { readerId: "r1", aid: "F04D41444F2013101F02" };
      expect(await attacker.codeOf("access.open", open)).to.equal("api.bad-params");
    });
  });

  describe("two business systems, and an operator", () => {
    let pki: SystemsPki;
    let scene: TellingScene;
    const load = async (serviceId: string) =>
      scene.at.desk.call("cardApps.load", {
        readerId: "r1",
        applicationId: await scene.at.desk.applies(scene.card, serviceId, "load"),
      });

    before(async () => {
      pki = await systemsPki();
    });
    after(() => pki.close());
    beforeEach(async () => {
      scene = await openScene(pki);
    });
    afterEach(() => closeScene(scene));

    it("cannot associate one resident in all that they were told: no number, name or card is in both (R-PRIV-12, R-PRIV-10, X-21)", async () => {
      for (const service of ["library", "certificate"]) await load(service);
      await scene.at.outbox.idle();
      await scene.at.desk.call("stops.set", { residentId: "R1", reason: "lost", reportedBy: "holder" });
      await scene.at.outbox.idle();
      const { library, certificate } = scene.systems;
      expect([library.messages.length, certificate.messages.length]).to.deep.equal([2, 2]);
      const others = new Set(leaves(certificate.messages));
      const common = [...new Set(leaves(library.messages))].filter((leaf) => others.has(leaf));
      // What is alike is the interface's version, the kind of each message, its place and its day: the same for everybody.
      expect(common).to.have.members(["1.0", "registered", "stopped", "1", "2", "2026-04-01"]);
    });

    it("are told nothing off purpose: not the system of a service that the person does not use, and no field that it has not declared (R-PRIV-12, R-PRIV-06)", async () => {
      await load("library");
      await scene.at.outbox.idle();
      const { library, certificate } = scene.systems;
      expect(certificate.attempts).to.deep.equal([]);
      const resident = (await scene.at.store.of(A).residents.find("R1"))!;
      const told = leaves(library.messages);
      for (const field of ["birth", "kana"] as const) expect(told, field).not.to.include(resident[field]);
      expect(told).to.include(resident.name);
    });
  });

  describe("an operator with another purpose", () => {
    let pki: TestPki;
    let daemon: DaemonInTest;

    before(async () => {
      pki = await TestPki.create();
      daemon = await new DaemonInTest(pki).start();
    });
    after(async () => {
      await daemon.stop();
      pki.close();
    });

    it("reads no resident where his work needs none, and exports nothing without saying what for (R-PRIV-12, R-PRIV-05, R-PRIV-06)", async () => {
      const search = { query: { residentId: "R0001" } };
      for (const operatorId of ["admin", "auditor"]) {
        const client = await daemon.loggedIn(operatorId);
        expect(await client.codeOf("residents.search", search), operatorId).to.equal("session.not-permitted");
      }
      const senior = await daemon.loggedIn("senior");
      for (const params of [{}, { purpose: "" }, { purpose: " \u3000" }]) {
        expect(await senior.codeOf("users.export", params)).to.equal("api.bad-params");
      }
      const auditor = await daemon.loggedIn("auditor");
      for (const params of [{}, { purpose: "curiosity" }]) {
        expect(await auditor.codeOf("audit.export", params)).to.equal("api.bad-params");
      }
    });

    it("reads nothing at all without a name: each read is somebody's, and there is no anonymous one (R-OPR-11, R-PRIV-13)", async () => {
      const stranger = await daemon.greeted();
      const reads = Object.values(methods).filter(({ need }) => need !== "none");
      for (const method of reads) {
        const code = await stranger.codeOf(method.name, exampleOf(method.params, "input", method.name));
        expect(code, method.name).to.equal("session.not-open");
      }
      const senior = await daemon.loggedIn("senior");
      await senior.ask("residents.search", { query: { name: "見" } });
      const auditor = await daemon.loggedIn("auditor");
      const { result } = await auditor.ask("audit.list", { limit: 1000 });
      const rows = result!["entries"] as { event: string; actor?: string; municipality?: string }[];
      const read = rows.filter(({ event }) => event === "residents.search");
      expect(read.length).to.be.greaterThan(0);
      for (const { actor, municipality } of read.filter(({ actor }) => actor !== undefined)) {
        expect([actor === "", municipality]).to.deep.equal([false, A]);
      }
      expect(read.some(({ actor }) => actor === "senior")).to.equal(true);
    });
  });
});
