import { join } from "node:path";
import { expect } from "chai";
import type { HeldCard } from "#card/reader/reader-port.js";
import type { Role } from "#daemon/api/contract/index.js";
import { openStore } from "#daemon/store/store.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { daemonFor } from "./daemon-for.fixture.js";
import { CITY, type DaemonInTest, type RawClient } from "./daemon-in-test.js";

const r1 = { readerId: "r1" };
const CARD_CALLS = [
  ["area.set", r1],
  ["cardApps.list", r1],
  ["cardApps.load", { ...r1, applicationId: "a" }],
  ["cardApps.delete", { ...r1, applicationId: "a" }],
  ["cardApps.setPin", { ...r1, serviceId: "library", pin: "1234" }],
  ["card.diagnose", r1],
  ["users.register", { ...r1, residentId: "R1" }],
] as const;

describe("While a call waits for the card in its reader", function () {
  this.timeout(60_000);
  let daemon: DaemonInTest;

  daemonFor("each", (started) => {
    daemon = started;
  });
  beforeEach(async () => {
    const store = await openStore(join(daemon.folder, "data", "madoguchi.sqlite"));
    const person = { name: "見本", kana: "ミホン", address: "見本県", birth: "1980-01-02", sex: "1" };
    await store.of(CITY).residents.save([{ municipality: CITY, residentId: "R1", sequence: 1, ...person }]);
    await store.close();
    daemon.readers.insert("r1", deskCard());
    await daemon.readers.withCard("r1", {}, async () => {});
  });

  /** Holds the card, as a business system would, until `meanwhile` has come to pass. */
  async function held<T>(meanwhile: (card: HeldCard) => Promise<T>): Promise<T> {
    return daemon.readers.withCard("r1", {}, meanwhile);
  }

  /** Lets the server take what was sent before: a later call of another connection has been answered. */
  async function taken(): Promise<void> {
    const other = await daemon.loggedIn("auditor");
    await other.ask("services.list");
    other.socket.close();
  }

  async function setRoles(roles: readonly Role[]): Promise<void> {
    const store = await openStore(join(daemon.folder, "data", "madoguchi.sqlite"));
    const clerk = (await store.of(CITY).operators.find("clerk"))!;
    await store.of(CITY).operators.save({ ...clerk, roles });
    await store.close();
  }

  const codeOf = async (call: Promise<Awaited<ReturnType<RawClient["ask"]>>>) => (await call).error?.data.code ?? "ok";

  for (const [method, params] of CARD_CALLS) {
    it(`a right that is withdrawn stops it: ${method} (X-38, R-OPR-08)`, async () => {
      const clerk = await daemon.loggedIn("clerk");
      const answer = await held(async () => {
        const asked = codeOf(clerk.ask(method, params));
        await taken();
        await setRoles(["auditor"]);
        return { asked };
      });
      expect(await answer.asked).to.equal("session.not-permitted");
    });
  }

  it("its caller who has gone stops it, and the record says so", async () => {
    const clerk = await daemon.loggedIn("clerk");
    await held(async () => {
      void clerk.ask("area.set", r1);
      await taken();
      const gone = clerk.closed();
      clerk.socket.terminate();
      await gone;
      await taken();
    });
    await daemon.readers.withCard("r1", {}, async () => {});
    const auditor = await daemon.loggedIn("auditor");
    const { result } = await auditor.ask("audit.list", { limit: 1000 });
    const rows = result!["entries"] as { event: string; code?: string }[];
    expect(rows.filter(({ event }) => event === "area.set").map(({ code }) => code)).to.deep.equal(["session.expired"]);
  });

  for (const [method, params] of CARD_CALLS) {
    if (method === "card.diagnose") continue;
    it(`another card that is put in its place is not touched: ${method}`, async () => {
      const clerk = await daemon.loggedIn("clerk");
      const other = deskCard({ cin: "DESK000002" });
      const before = other.nvm.device.image.slice();
      const { asked } = await held(async () => {
        const asked = codeOf(clerk.ask(method, params));
        await taken();
        daemon.readers.insert("r1", other);
        return { asked };
      });
      expect(await asked).to.equal("reader.card-removed");
      expect(other.nvm.device.image).to.deep.equal(before);
    });
  }
});
