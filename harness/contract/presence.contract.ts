import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { EchoCard } from "./echo-card.js";
import { EventLog } from "./event-log.js";
import { expectCode } from "./expect-code.js";
import type { RigHolder } from "./reader-backend.contract.js";

/** Readers and cards come and go: the list, the events, the counting. */
export function describePresence(holder: RigHolder): void {
  describe("presence", () => {
    it("lists its readers as empty after the start", () => {
      const { backend, readers } = holder.rig;
      expect(backend.service).to.equal("up");
      const listed = backend.readers().filter((reader) => readers.includes(reader.id));
      expect(listed.map(({ card, insertion }) => ({ card, insertion }))).to.deep.equal([
        { card: "empty", insertion: 0 },
        { card: "empty", insertion: 0 },
      ]);
    });

    it("tells of an inserted card with its ATR, and counts each insertion", async () => {
      const { rig } = holder;
      const [id] = rig.readers;
      const log = new EventLog(rig.backend);
      const card = new EchoCard(0x41);
      await rig.insert(0, card);
      const first = await log.untilCard("card-inserted", id);
      expect(first.type !== "service" && toHex(first.reader.atr ?? new Uint8Array())).to.equal(toHex(card.atr));
      expect(first.type !== "service" && first.reader.card).to.equal("present");
      await rig.remove(0);
      await log.untilCard("card-removed", id);
      expect(rig.backend.readers().find((reader) => reader.id === id)).to.not.have.property("atr");
      await rig.insert(0, card);
      await log.until((event) => event.type === "card-inserted" && event.reader.insertion === 2);
      expect(log.of(id)).to.deep.equal(["card-inserted 1", "card-removed 1", "card-inserted 2"]);
    });

    it("tells the two readers apart", async () => {
      const { rig } = holder;
      const [first, second] = rig.readers;
      const log = new EventLog(rig.backend);
      await rig.insert(1, new EchoCard(0x42));
      await log.untilCard("card-inserted", second);
      expect(log.of(first)).to.deep.equal([]);
      const cards = new Map(rig.backend.readers().map((reader) => [reader.id, reader.card]));
      expect([cards.get(first), cards.get(second)]).to.deep.equal(["empty", "present"]);
    });

    it("tells a listener nothing after it has unsubscribed", async () => {
      const { rig } = holder;
      const ended = new EventLog(rig.backend);
      const log = new EventLog(rig.backend);
      ended.end();
      await rig.insert(0, new EchoCard());
      await log.untilCard("card-inserted", rig.readers[0]);
      expect(ended.events).to.deep.equal([]);
    });

    it("refuses a reader that it does not know, and a reader without a card", async () => {
      const { backend, readers } = holder.rig;
      await expectCode(
        "reader.unknown",
        backend.withCard("no such reader", {}, async () => {}),
      );
      await expectCode(
        "reader.no-card",
        backend.withCard(readers[0], {}, async () => {}),
      );
    });

    it("is down when it is stopped, lists nothing and refuses calls", async () => {
      const { backend, readers } = holder.rig;
      const log = new EventLog(backend);
      await backend.stop();
      expect(log.events.map((event) => event.type === "service" && event.state)).to.deep.equal(["down"]);
      expect(backend.readers()).to.deep.equal([]);
      await expectCode(
        "reader.service-down",
        backend.withCard(readers[0], {}, async () => {}),
      );
    });
  });
}
