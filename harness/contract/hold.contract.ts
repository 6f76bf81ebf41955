import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import type { HeldCard } from "#card/reader/reader-port.js";
import { ECHO, EchoCard, echoCommand } from "./echo-card.js";
import { EventLog } from "./event-log.js";
import { expectCode } from "./expect-code.js";
import type { RigHolder } from "./reader-backend.contract.js";

/** One callback holds one card: exclusively, in turn, and no longer than it runs. */
export function describeHold(holder: RigHolder): void {
  describe("a held card", () => {
    const inserted = async (slot: 0 | 1, card = new EchoCard()) => {
      const { rig } = holder;
      const log = new EventLog(rig.backend);
      await rig.insert(slot, card);
      await log.untilCard("card-inserted", rig.readers[slot]);
      log.end();
      return card;
    };

    it("passes commands and responses, the longest ones too", async () => {
      const { backend, readers } = holder.rig;
      await inserted(0);
      await backend.withCard(readers[0], {}, async (card) => {
        const long = await card.transmit(echoCommand(ECHO.count, 65_000 >> 8, 65_000 & 0xff));
        expect(long.length).to.equal(65_002);
        expect(long.subarray(0, 65_000).every((octet, offset) => octet === (offset & 0xff))).to.equal(true);
        expect(toHex(long.subarray(65_000))).to.equal("9000");
        const command = new Uint8Array(65_000);
        command.set([0x00, ECHO.measure, 0, 0, 0, 64_993 >> 8, 64_993 & 0xff]);
        expect(toHex(await card.transmit(command))).to.equal("0000FDE89000");
      });
    });

    it("gives its ATR and insertion, and what the callback returns", async () => {
      const { backend, readers } = holder.rig;
      const card = await inserted(0);
      const result = await backend.withCard(readers[0], { insertion: 1 }, async (held) => [
        toHex(held.atr),
        held.insertion,
      ]);
      expect(result).to.deep.equal([toHex(card.atr), 1]);
    });

    it("sends commands that are sent side by side one after the other", async () => {
      const { backend, readers } = holder.rig;
      const card = await inserted(0);
      await backend.withCard(readers[0], {}, (held) =>
        Promise.all([1, 2, 3, 4, 5].map((p2) => held.transmit(echoCommand(ECHO.remember, 0, p2)))),
      );
      expect(card.seen).to.deep.equal([1, 2, 3, 4, 5]);
    });

    it("is reset when the callback ends, so that nothing outlives it", async () => {
      const { backend, readers } = holder.rig;
      await inserted(0);
      const recall = (held: HeldCard) => held.transmit(echoCommand(ECHO.recall)).then(toHex);
      const during = await backend.withCard(readers[0], {}, async (held) => {
        await held.transmit(echoCommand(ECHO.remember, 0, 7));
        return recall(held);
      });
      expect(during).to.equal("079000");
      expect(await backend.withCard(readers[0], {}, recall)).to.equal("6985");
    });

    it("is dead when the callback has ended", async () => {
      const { backend, readers } = holder.rig;
      const card = await inserted(0);
      const leaked = await backend.withCard(readers[0], {}, async (held) => ({ held }));
      await expectCode("reader.released", leaked.held.transmit(echoCommand(ECHO.recall)));
      expect(card.seen).to.deep.equal([]);
    });

    it("is given to one caller after the other, in order of arrival, while another reader works on", async () => {
      const { backend, readers } = holder.rig;
      await inserted(0);
      await inserted(1);
      const order: string[] = [];
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const first = backend.withCard(readers[0], {}, async () => {
        order.push("first in");
        await gate;
        order.push("first out");
      });
      const second = backend.withCard(readers[0], {}, async () => void order.push("second"));
      const third = backend.withCard(readers[0], {}, async () => void order.push("third"));
      await backend.withCard(readers[1], {}, async () => void order.push("other reader"));
      open();
      await Promise.all([first, second, third]);
      order.splice(order.indexOf("other reader"), 1);
      expect(order).to.deep.equal(["first in", "first out", "second", "third"]);
    });

    it("is free again after a callback that failed, and the failure comes through", async () => {
      const { backend, readers } = holder.rig;
      await inserted(0);
      const failure = new RangeError("the caller's own");
      const outcome = await backend
        .withCard(readers[0], {}, async () => {
          throw failure;
        })
        .catch((error: unknown) => error);
      expect(outcome).to.equal(failure);
      expect(await backend.withCard(readers[0], {}, async () => "free")).to.equal("free");
    });

    it("refuses commands that are no APDU or too long, without sending them, and lives on", async () => {
      const { backend, readers } = holder.rig;
      const card = await inserted(0);
      await backend.withCard(readers[0], {}, async (held) => {
        await expectCode("apdu.too-short", held.transmit(Uint8Array.of(2)));
        await expectCode("reader.apdu-too-long", held.transmit(new Uint8Array(65_536)));
        expect(toHex(await held.transmit(echoCommand(ECHO.remember, 0, 9)))).to.equal("9000");
      });
      expect(card.seen).to.deep.equal([9]);
    });
  });
}
