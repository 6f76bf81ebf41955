import { expect } from "chai";
import { Recorder } from "../evidence/recorder.js";
import { loadScenario } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { codeOf } from "./check-step.js";
import { memoryTarget } from "./memory-target.js";
import { RpcClient } from "./rpc-client.js";
import type { Target, World } from "./world.js";

const CARD = "hanako";
const SERVICE = "facilities";

describe("A load whose card is pulled at any APDU", function () {
  this.timeout(180_000);
  const loaded = loadScenario(`${packageRoot}scenarios/counter/card-pulled.yaml`);
  let target: Target;
  let world: World;
  let terminal: RpcClient;
  let readerId: string;
  let userId: string;

  before(async () => {
    target = await memoryTarget();
    world = await target.open({ loaded, seed: "tear sweep", recorder: new Recorder() });
    terminal = await RpcClient.connect({ ...world.endpoint, party: "terminal", recorder: new Recorder() });
    await terminal.call("session.login", {
      municipality: loaded.municipality.code,
      operatorId: "senior",
      password: world.password("senior"),
    });
    await terminal.call("residents.import", { content: world.residentFile() });
    await putIn();
    ({ userId } = await terminal.call("users.register", { readerId, residentId: world.residentId(CARD) }));
  });
  after(async () => {
    await terminal?.close();
    await world?.close();
    await target?.close();
  });

  async function putIn(): Promise<void> {
    terminal.forget();
    await world.insert(CARD);
    const ready = (params: unknown) =>
      (params as { readers: { id: string; state: string }[] }).readers.find(({ state }) => state === "ready");
    const { params } = await terminal.waitFor(
      "the card",
      (pushed) => pushed.method === "readers.changed" && !!ready(pushed.params),
    );
    readerId = ready(params)!.id;
  }

  async function apply(kind: "load" | "delete"): Promise<string> {
    return (await terminal.call("applications.record", { userId, serviceId: SERVICE, kind })).applicationId;
  }

  const firstRecord = () => world.readRecord({ service: SERVICE, file: 1, record: 1, pin: undefined }, readerId);

  /** Pulls the card at the n-th APDU; false when the load had fewer. */
  async function tear(n: number, when: "before" | "after"): Promise<boolean> {
    const applicationId = await apply("load");
    world.arm(CARD, { kind: "pull", nth: n, when });
    const outcome = await terminal.call("cardApps.load", { readerId, applicationId }).then(() => "loaded", codeOf);
    world.arm(CARD, undefined);
    if (outcome !== "loaded") expect(outcome, `APDU ${n}, ${when}`).to.equal("reader.card-removed");
    return outcome !== "loaded";
  }

  for (const when of ["before", "after"] as const) {
    it(`is whole or not there at all, with nothing pending, when the card comes back (${when} the card acts; X-28, R-USE-03)`, async () => {
      const ends = new Set<string>();
      for (let n = 1; await tear(n, when); n++) {
        await putIn();
        const { applications } = await terminal.call("cardApps.list", { readerId });
        const place = `APDU ${n}, ${when}`;
        expect((await terminal.call("journal.list", {})).entries, place).to.deep.equal([]);
        expect(applications.length, place).to.be.lessThan(2);
        ends.add(applications[0]?.state ?? "absent");
        if (applications.length === 0) {
          expect(await firstRecord().then(() => "served", codeOf), place).to.equal("gate.not-registered");
        } else {
          expect(applications[0], place).to.include({ state: "personalised", serviceId: SERVICE });
          expect(await firstRecord(), place).not.to.have.lengthOf(0);
          await terminal.call("cardApps.delete", { readerId, applicationId: await apply("delete") });
        }
      }
      expect([...ends].sort()).to.deep.equal(["absent", "personalised"]);
      await terminal.call("cardApps.delete", { readerId, applicationId: await apply("delete") });
    });
  }
});
