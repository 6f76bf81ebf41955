import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { FaultyCard } from "#simulator/faults/faulty-card.js";
import { ECHO, EchoCard, echoCommand } from "./echo-card.js";
import { EventLog } from "./event-log.js";
import { expectCode } from "./expect-code.js";
import type { RigHolder } from "./reader-backend.contract.js";

/** Cards are pulled, fall silent, and the service dies: every call ends with its own code, and work goes on afterwards. */
export function describeLoss(holder: RigHolder): void {
  describe("loss", () => {
    const put = async (slot: 0 | 1, card: EchoCard | FaultyCard = new EchoCard()) => {
      const { rig } = holder;
      const log = new EventLog(rig.backend);
      await rig.insert(slot, card);
      await log.untilCard("card-inserted", rig.readers[slot]);
      log.end();
    };

    it("fails with reader.card-removed when the card is pulled in mid-callback, and stays failed when it is put back", async () => {
      const { rig } = holder;
      const [id] = rig.readers;
      const echo = new EchoCard();
      await put(0, echo);
      const log = new EventLog(rig.backend);
      await rig.backend.withCard(id, {}, async (held) => {
        await held.transmit(echoCommand(ECHO.remember, 0, 1));
        await rig.remove(0);
        await log.untilCard("card-removed", id);
        await expectCode("reader.card-removed", held.transmit(echoCommand(ECHO.remember, 0, 2)));
        await rig.insert(0, echo);
        await log.untilCard("card-inserted", id);
        await expectCode("reader.card-removed", held.transmit(echoCommand(ECHO.remember, 0, 3)));
      });
      expect(echo.seen).to.deep.equal([1]);
      await expectCode(
        "reader.card-removed",
        rig.backend.withCard(id, { insertion: 1 }, async () => {}),
      );
      expect(await rig.backend.withCard(id, { insertion: 2 }, async (held) => held.insertion)).to.equal(2);
    });

    it("fails with reader.card-removed when the card leaves during a command", async () => {
      const { rig } = holder;
      const [id] = rig.readers;
      const card = new FaultyCard(new EchoCard());
      card.arm({ kind: "pull", when: "after", nth: 2, ins: ECHO.remember.toString(16).toUpperCase().padStart(2, "0") });
      await put(0, card);
      const log = new EventLog(rig.backend);
      await rig.backend.withCard(id, {}, async (held) => {
        await held.transmit(echoCommand(ECHO.remember, 0, 1));
        await held.transmit(echoCommand(ECHO.recall));
        await expectCode("reader.card-removed", held.transmit(echoCommand(ECHO.remember, 0, 2)));
      });
      await log.untilCard("card-removed", id);
    });

    it("refuses the insertion that has ended, also while the reader is empty", async () => {
      const { rig } = holder;
      const [id] = rig.readers;
      await put(0);
      const log = new EventLog(rig.backend);
      await rig.remove(0);
      await log.untilCard("card-removed", id);
      await expectCode(
        "reader.card-removed",
        rig.backend.withCard(id, { insertion: 1 }, async () => {}),
      );
    });

    it("fails with reader.deadline when the card is silent, with reader.service-down elsewhere, and recovers alone", async () => {
      const { rig } = holder;
      const [silentId, otherId] = rig.readers;
      const silent = new FaultyCard(new EchoCard());
      silent.arm({ kind: "silence" });
      await put(0, silent);
      await put(1);
      const log = new EventLog(rig.backend);
      let finish = () => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const other = rig.backend.withCard(otherId, {}, async (held) => {
        await finished;
        await expectCode("reader.service-down", held.transmit(echoCommand(ECHO.recall)));
      });
      const waiting = rig.backend.withCard(otherId, {}, async () => {});
      const refused = expectCode("reader.service-down", waiting);
      const error = await expectCode(
        "reader.deadline",
        rig.backend.withCard(silentId, { deadlineMs: 100 }, (held) => held.transmit(echoCommand(ECHO.recall))),
      );
      expect(error.details).to.include({ deadlineMs: 100 });
      finish();
      await other;
      await refused;
      await log.untilCard("card-inserted", silentId);
      await log.untilCard("card-inserted", otherId);
      const recalled = await rig.backend.withCard(otherId, {}, (held) => held.transmit(echoCommand(ECHO.recall)));
      expect(toHex(recalled)).to.equal("6985");
      const service = log.events.filter((event) => event.type === "service").map((event) => event.state);
      expect(service).to.deep.equal(["down", "up"]);
    });

    it("shows a card that did not answer as mute, and hangs in it no second time, until it is put in again", async () => {
      const { rig } = holder;
      const [id] = rig.readers;
      const silent = new FaultyCard(new EchoCard());
      silent.arm({ kind: "silence" });
      await put(0, silent);
      const log = new EventLog(rig.backend);
      const use = () =>
        rig.backend.withCard(id, { deadlineMs: 100 }, (held) => held.transmit(echoCommand(ECHO.recall)));
      await expectCode("reader.deadline", use());
      await log.untilCard("card-inserted", id);
      expect(rig.backend.readers().find((reader) => reader.id === id)?.card).to.equal("mute");
      await expectCode("reader.mute-card", use());
      expect(rig.backend.service).to.equal("up");
      await rig.remove(0);
      await log.untilCard("card-removed", id);
      await put(0, silent);
      expect(toHex(await use())).to.equal("6985");
    });

    it("tells an answer without octets at once, long before the deadline, and goes on with the card that is put in again", async () => {
      const { rig } = holder;
      const [id] = rig.readers;
      const empty = new FaultyCard(new EchoCard());
      empty.arm({ kind: "truncate", length: 0 });
      await put(0, empty);
      const log = new EventLog(rig.backend);
      const use = () =>
        rig.backend.withCard(id, { deadlineMs: 600_000 }, (held) => held.transmit(echoCommand(ECHO.recall)));
      await expectCode("reader.mute-card", use());
      expect(rig.backend.service).to.equal("up");
      await rig.remove(0);
      await log.untilCard("card-removed", id);
      await put(0, empty);
      expect(toHex(await use())).to.equal("6985");
    });

    it("ends with reader.too-slow once the card's time for the whole hold is used up, and sends no further command", async () => {
      const { rig } = holder;
      const [id] = rig.readers;
      const card = new EchoCard();
      const slow = new FaultyCard(card);
      slow.arm({ kind: "delay", ms: 60 });
      await put(0, slow);
      await rig.backend.withCard(id, { budgetMs: 1 }, async (held) => {
        expect(toHex(await held.transmit(echoCommand(ECHO.recall)))).to.equal("6985");
        await expectCode("reader.too-slow", held.transmit(echoCommand(ECHO.recall)));
        await expectCode("reader.too-slow", held.transmit(echoCommand(ECHO.recall)));
      });
      expect(card.seen).to.have.length(1);
      await rig.backend.withCard(id, {}, (held) => held.transmit(echoCommand(ECHO.recall)));
      expect(card.seen).to.have.length(2);
    });

    it("is a state when the service dies: calls fail at once, and readers and cards come back with it", async () => {
      const { rig } = holder;
      const [id] = rig.readers;
      await put(0);
      const log = new EventLog(rig.backend);
      await rig.backend.withCard(id, {}, async (held) => {
        await rig.killService();
        await log.untilService("down");
        await expectCode("reader.service-down", held.transmit(echoCommand(ECHO.recall)));
      });
      expect(rig.backend.service).to.equal("down");
      expect(rig.backend.readers()).to.deep.equal([]);
      await expectCode(
        "reader.service-down",
        rig.backend.withCard(id, {}, async () => {}),
      );
      await rig.reviveService();
      await log.untilCard("card-inserted", id);
      expect(log.of(id)).to.deep.equal(["service down", "service up", "reader-attached 1", "card-inserted 2"]);
      await expectCode(
        "reader.card-removed",
        rig.backend.withCard(id, { insertion: 1 }, async () => {}),
      );
      expect(await rig.backend.withCard(id, { insertion: 2 }, async () => "works")).to.equal("works");
    });
  });
}
