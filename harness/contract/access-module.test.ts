import { expect } from "chai";
import { type Access, accessOver } from "#access/connect-access.js";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import { cardAppAid } from "#card/region/aids.js";
import { FakeDaemon, readerView, refusal } from "#client/fake-daemon.fixture.js";
import { RIG_CARD_REF, Rig } from "#simulator/applications/card-app/rig.fixture.js";
import { expectCode } from "./expect-code.js";

const LIBRARY = 1;
const PIN = "123456";
/** The masters that the rig's applications were personalised with. */
const masterOf = (service: number) => new Uint8Array(32).fill(service);
const NOTE = new TextEncoder().encode("library 0001");

/** The access module against the runtime of the virtual card's applications; the daemon between them only passes APDUs. */
describe("the access module on a card application", () => {
  let daemon: FakeDaemon;
  let rig: Rig;
  let access: Access;
  /** Every APDU that the daemon saw, as it saw it. */
  let passed: string[];
  let open: boolean;

  const connectAs = async (service: number) => {
    const serviceKeys = { master: masterOf(service), version: 1 };
    access = await accessOver(daemon.open, { systemId: "library", serviceKeys, random: seededRandom("access") });
  };

  beforeEach(async () => {
    daemon = await FakeDaemon.start();
    daemon.view = readerView("ready", 1);
    rig = new Rig();
    rig.issue(LIBRARY, PIN);
    passed = [];
    open = false;
    const aid = cardAppAid("13101", LIBRARY);
    daemon.methods["access.open"] = () => {
      rig.exchange(new CommandApdu(0x00, 0xa4, 0x04, 0x00, aid, 256).encode());
      open = true;
      return { handle: "h", cardRef: toHex(RIG_CARD_REF), aid: toHex(aid) };
    };
    daemon.methods["access.transmit"] = ({ handle, command }) => {
      if (handle !== "h" || !open) return refusal("access.unknown-handle");
      passed.push(String(command));
      return { response: toHex(rig.exchange(fromHex(String(command)))) };
    };
    daemon.methods["access.close"] = () => {
      open = false;
      return {};
    };
    await connectAs(LIBRARY);
  });
  afterEach(async () => {
    await access.close();
    await daemon.stop();
  });

  it("writes and reads a record behind the PIN in a few lines, and closes after it", async () => {
    const read = await access.withCard(async (app) => {
      await app.verifyPin(PIN);
      await app.updateRecord(2, 1, NOTE);
      return app.readRecord(2, 1);
    });
    expect(toHex(read.subarray(0, NOTE.length))).to.equal(toHex(NOTE));
    expect(open).to.equal(false);
  });

  it("shows the daemon neither PIN nor record nor key: only what the secure channel lets out", async () => {
    await access.withCard(async (app) => {
      await app.verifyPin(PIN);
      await app.updateRecord(2, 1, NOTE);
      await app.readRecord(2, 1);
    });
    const seen = passed.join(" ") + rig.trace.map(({ response }) => toHex(response)).join(" ");
    expect(passed.length).to.be.greaterThan(4);
    for (const secret of [new TextEncoder().encode(PIN), NOTE, masterOf(LIBRARY)]) {
      expect(seen).to.not.include(toHex(secret));
    }
  });

  it("tells the tries that are left after a wrong PIN, and closes the card all the same", async () => {
    const error = await expectCode(
      "card-app.wrong-pin",
      access.withCard((app) => app.verifyPin("000000")),
    );
    expect(error.details).to.include({ triesLeft: 2 });
    expect(open).to.equal(false);
  });

  it("does not get past mutual authentication with the key of another service, and burns no try (R-SEC-04)", async () => {
    await access.close();
    await connectAs(LIBRARY + 1);
    await expectCode(
      "card-app.not-paired",
      access.withCard((app) => app.verifyPin(PIN)),
    );
    expect(open).to.equal(false);
    await access.close();
    await connectAs(LIBRARY);
    expect(await access.withCard((app) => app.triesLeft())).to.equal(3);
  });

  it("refuses to write beyond a record's size, and leaves it as it was (R-EXT-04)", async () => {
    await access.withCard(async (app) => {
      await app.updateRecord(1, 1, NOTE);
      await expectCode("card-app.wrong-size", app.updateRecord(1, 1, new Uint8Array(17)));
      expect(toHex((await app.readRecord(1, 1)).subarray(0, NOTE.length))).to.equal(toHex(NOTE));
    });
  });

  it("gives one card to one callback after the other", async () => {
    const order: string[] = [];
    const visit = (name: string) =>
      access.withCard(async (app) => {
        order.push(`${name} in`);
        await app.triesLeft();
        order.push(`${name} out`);
      });
    await Promise.all([visit("first"), visit("second")]);
    expect(order).to.deep.equal(["first in", "first out", "second in", "second out"]);
  });

  it("does not answer for a card that was pulled: the daemon's reason comes through", async () => {
    const lost = access.withCard(async (app) => {
      daemon.methods["access.transmit"] = () => refusal("reader.card-removed", { reader: "r1" });
      await app.readRecord(1, 1);
    });
    expect((await expectCode("reader.card-removed", lost)).details).to.include({ reader: "r1" });
  });
});
