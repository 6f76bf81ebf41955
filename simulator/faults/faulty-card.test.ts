import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { FaultyCard } from "./faulty-card.js";
import type { LinkFaultKind } from "./link-faults.js";

const command = (ins: number) => Uint8Array.of(0, ins, 0, 0);

describe("FaultyCard", () => {
  let served: number[];
  let card: FaultyCard;

  beforeEach(() => {
    served = [];
    const behind: VirtualCard = {
      atr: Uint8Array.of(0x3b, 0x00),
      powerOn: () => Uint8Array.of(0x3b, 0x00),
      powerOff: () => {},
      reset: () => Uint8Array.of(0x3b, 0x00),
      transmit: (apdu) => {
        served.push(apdu[1]!);
        return Uint8Array.of(0x90, 0x00);
      },
    };
    card = new FaultyCard(behind);
  });

  const outcome = (ins: number): string => {
    try {
      return toHex(card.transmit(command(ins)));
    } catch (error) {
      return (error as Error).name;
    }
  };

  const cases: readonly [LinkFaultKind, string, number[]][] = [
    ["pull-before", "CardPulled", [1]],
    ["pull-after", "CardPulled", [1, 2]],
    ["silence", "", [1, 2]],
    ["mute", "", [1, 2]],
  ];
  for (const [kind, expected, reached] of cases) {
    it(`strikes with ${kind} at the second APDU only`, () => {
      card.faults.add({ kind, at: 2 });
      expect([outcome(1), outcome(2)]).to.deep.equal(["9000", expected]);
      expect(served).to.deep.equal(reached);
      expect(outcome(3)).to.equal(kind === "mute" ? "" : "9000");
    });
  }

  it("counts only commands of the INS that the fault names", () => {
    card.faults.add({ kind: "silence", at: 2, ins: 0xe8 });
    expect([outcome(0xe8), outcome(0xa4), outcome(0xa4), outcome(0xe8)]).to.deep.equal(["9000", "9000", "9000", ""]);
  });

  it("gives no ATR after it fell mute, not even after power on", () => {
    card.faults.add({ kind: "mute", at: 1 });
    outcome(1);
    expect([card.atr, card.powerOn(), card.reset()].map(toHex)).to.deep.equal(["", "", ""]);
    card.setMute(false);
    expect(toHex(card.powerOn())).to.equal("3B00");
  });

  it("refuses a fault whose APDU number is no count, and sets nothing", () => {
    for (const at of [0, -1, 1.5, Number.NaN]) {
      expect(() => card.faults.add({ kind: "silence", at }))
        .to.throw()
        .and.satisfy((error: unknown) => isMadoguchiError(error, "fault.bad-count"));
    }
    expect(outcome(1)).to.equal("9000");
  });
});
