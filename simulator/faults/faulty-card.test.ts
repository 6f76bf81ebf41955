import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import type { FaultInput } from "./fault.js";
import { FaultyCard } from "./faulty-card.js";

const command = (ins: number) => Uint8Array.of(0, ins, 0, 0);

/** A card that answers its own mark, and writes ten octets at INS D6. */
function plainCard(mark = 0x11) {
  const served: number[] = [];
  const nvm = FlatNvm.format({ capacity: 1024, journal: 256 });
  const start = () => {
    nvm.device.restorePower();
    nvm.powerUp();
    return Uint8Array.of(0x3b, mark);
  };
  const card: VirtualCard & { readonly nvm: FlatNvm } = {
    nvm,
    atr: Uint8Array.of(0x3b, mark),
    powerOn: start,
    powerOff: () => {},
    reset: start,
    transmit: (apdu) => {
      served.push(apdu[1]!);
      if (apdu[1] === 0xd6) nvm.transaction((write) => write.put(1, 1, new Uint8Array(10).fill(served.length)));
      return Uint8Array.of(mark, 0x90, 0x00);
    },
  };
  return { card, served, nvm };
}

describe("FaultyCard", () => {
  let served: number[];
  let nvm: FlatNvm;
  let card: FaultyCard;
  const other = plainCard(0x22);

  beforeEach(() => {
    const plain = plainCard();
    ({ served, nvm } = plain);
    card = new FaultyCard(plain.card, { cards: (name) => (name === "other" ? other.card : undefined) });
  });

  const send = (apdu: Uint8Array): string => {
    try {
      return toHex(card.transmit(apdu));
    } catch (error) {
      return (error as Error).name;
    }
  };
  const outcome = (ins: number): string => send(command(ins));

  const cases: readonly [FaultInput, string, number[]][] = [
    [{ kind: "pull" }, "CardPulled", [1]],
    [{ kind: "pull", when: "after" }, "CardPulled", [1, 2]],
    [{ kind: "tear" }, "PowerLoss", [1]],
    [{ kind: "tear", when: "after" }, "PowerLoss", [1, 2]],
    [{ kind: "silence" }, "", [1, 2]],
    [{ kind: "silence", when: "before" }, "", [1]],
    [{ kind: "mute" }, "", [1, 2]],
    [{ kind: "wrong-sw", sw: "6581" }, "6581", [1]],
    [{ kind: "wrong-sw", sw: "6581", when: "after" }, "116581", [1, 2]],
    [{ kind: "truncate", length: 2 }, "1190", [1, 2]],
    [{ kind: "truncate", length: 1 }, "11", [1, 2]],
    [{ kind: "truncate", length: 0 }, "", [1, 2]],
    [{ kind: "extra", octets: "EE" }, "119000EE", [1, 2]],
    [{ kind: "extra", octets: "EE", where: "before-sw" }, "11EE9000", [1, 2]],
    [{ kind: "extra", octets: "EE", where: "front" }, "EE119000", [1, 2]],
  ];
  for (const [fault, expected, reached] of cases) {
    it(`strikes with ${Object.values(fault).join(" ")} at the second APDU only (R-DSN-05)`, () => {
      card.arm({ ...fault, nth: 2 } as FaultInput);
      expect([outcome(1), outcome(2)]).to.deep.equal(["119000", expected]);
      expect(served).to.deep.equal(reached);
      expect(outcome(3)).to.equal(fault.kind === "mute" ? "" : "119000");
      expect(card.faults()[0]).to.deep.include({ id: 1, struck: 1, spent: true });
    });
  }

  it("answers the same garbage for one seed, and other garbage for another", () => {
    const garbage = (seed: string) => {
      card.arm({ kind: "garbage", length: 12, seed });
      return outcome(1);
    };
    const first = garbage("a");
    expect(first).to.have.lengthOf(24);
    expect([garbage("a"), garbage("b") === first]).to.deep.equal([first, false]);
    expect(served).to.deep.equal([]);
  });

  it("counts only the commands that its trigger names: INS, name, selected application, beginning of the data", () => {
    const sw = "6F00";
    card.arm({ kind: "wrong-sw", sw, ins: "E8", nth: 2 });
    expect([outcome(0xe8), outcome(0xa4), outcome(0xe8)]).to.deep.equal(["119000", "119000", sw]);
    card.arm({ kind: "wrong-sw", sw, command: "READ BINARY" });
    expect([outcome(0xa4), outcome(0xb0)]).to.deep.equal(["119000", sw]);
    card.arm({ kind: "wrong-sw", sw, aid: "F04D41", ins: "CA" });
    expect(outcome(0xca)).to.equal("119000");
    send(fromHex("00A4040005F04D414444"));
    expect(outcome(0xca)).to.equal(sw);
    card.arm({ kind: "wrong-sw", sw, data: "8F.2" });
    expect([send(fromHex("80E2000003AA8F02")), send(fromHex("80E20000038F1200"))]).to.deep.equal(["119000", sw]);
    expect(send(fromHex("80E20000000003018F02"))).to.equal("119000");
  });

  it("strikes as often as it is told, or always, until it is cleared", () => {
    card.arm({ kind: "wrong-sw", sw: "6F00", nth: 2, times: 2 });
    expect([1, 2, 3, 4].map(outcome)).to.deep.equal(["119000", "6F00", "6F00", "119000"]);
    const id = card.arm({ kind: "silence", times: "always" });
    expect([1, 2, 3].map(outcome)).to.deep.equal(["", "", ""]);
    expect([card.clear(id), card.clear(id)]).to.deep.equal([true, false]);
    expect(outcome(1)).to.equal("119000");
    expect(card.faults().map(({ fault }) => fault.kind)).to.deep.equal(["wrong-sw"]);
  });

  it("lays several faults on one command, each on what the one before it left", () => {
    card.arm({ kind: "delay", ms: 200 });
    card.arm({ kind: "wrong-sw", sw: "6F00", when: "after" });
    card.arm({ kind: "truncate", length: 2 });
    expect([outcome(1), card.tookMs]).to.deep.equal(["116F", 200]);
    expect([outcome(1), card.tookMs]).to.deep.equal(["119000", 0]);
  });

  it("gives no ATR after it fell mute, not even after power on, until the faults are cleared", () => {
    card.arm({ kind: "mute" });
    outcome(1);
    expect([card.atr, card.powerOn(), card.reset()].map(toHex)).to.deep.equal(["", "", ""]);
    card.clear();
    expect(toHex(card.powerOn())).to.equal("3B11");
  });

  it("gives no ATR, or another one, at the resets that a fault names", () => {
    card.arm({ kind: "wrong-atr", atr: "3B00", nth: 2, times: 1 });
    expect([1, 2, 3].map(() => toHex(card.reset()))).to.deep.equal(["3B11", "3B00", "3B11"]);
    card.arm({ kind: "mute-atr" });
    expect([card.powerOn(), card.reset(), card.atr].map(toHex)).to.deep.equal(["", "", ""]);
  });

  it("tears a command at an octet of its writes, and only that command", () => {
    outcome(0xd6);
    card.arm({ kind: "tear", when: "writing", octet: 5, ins: "D6" });
    const { written } = nvm.device;
    expect(outcome(0xd6)).to.equal("PowerLoss");
    expect(nvm.device.written - written).to.equal(5);
    card.powerOn();
    expect(nvm.get(1, 1)?.[0]).to.equal(1);
    expect(outcome(0xd6)).to.equal("119000");
  });

  it("does not tear a command that writes less than the fault says, nor the one after it", () => {
    card.arm({ kind: "tear", when: "writing", octet: 10_000 });
    expect([outcome(0xd6), outcome(0xd6)]).to.deep.equal(["119000", "119000"]);
  });

  it("tears at an octet counted over all writes from now, across resets, once", () => {
    card.arm({ kind: "tear-at-write", octet: 1 });
    const { written } = nvm.device;
    outcome(1);
    card.reset();
    expect(outcome(0xd6)).to.equal("PowerLoss");
    expect(nvm.device.written - written).to.equal(1);
    expect(card.faults()[0]).to.include({ struck: 1, spent: true });
    card.powerOn();
    expect(outcome(0xd6)).to.equal("119000");
  });

  it("lets another card answer in its place, noticed by the reader or not (R-CARD-11)", () => {
    card.arm({ kind: "swap", card: "other", nth: 2 });
    expect([outcome(1), outcome(2), outcome(3)]).to.deep.equal(["119000", "229000", "229000"]);
    expect(toHex(card.atr)).to.equal("3B22");
    card.swapBack();
    expect(outcome(1)).to.equal("119000");
    card.arm({ kind: "swap", card: "other", noticed: true });
    expect(outcome(1)).to.equal("CardPulled");
    expect([toHex(card.powerOn()), outcome(1)]).to.deep.equal(["3B22", "229000"]);
  });

  it("says what is wrong with a fault in English and in Japanese, whichever field it is", () => {
    const wrong: readonly unknown[] = [
      { kind: "explode" },
      {},
      7,
      { kind: "silence", colour: "red" },
      { kind: "silence", when: "later" },
      { kind: "silence", nth: 0 },
      { kind: "silence", nth: "2" },
      { kind: "silence", times: 0 },
      { kind: "mute-atr", times: "never" },
      { kind: "silence", ins: "e8" },
      { kind: "silence", aid: "D3" + "9" },
      { kind: "silence", data: "zz" },
      { kind: "silence", command: "LOADS" },
      { kind: "wrong-sw" },
      { kind: "wrong-sw", sw: "6f00" },
      { kind: "delay", ms: 0 },
      { kind: "delay", ms: 1e9 },
      { kind: "wrong-atr", atr: "3b" },
      { kind: "wrong-atr", atr: "3B" },
      { kind: "extra", octets: "0" },
      { kind: "extra", octets: "00", where: "middle" },
      { kind: "wrong-mac", bit: 8 },
      { kind: "truncate", length: -1 },
      { kind: "swap", card: "" },
      { kind: "swap", card: "other", noticed: 1 },
      { kind: "tear-at-write", octet: 1.5 },
    ];
    for (const fault of wrong) {
      let problem: unknown;
      try {
        card.arm(fault as FaultInput);
      } catch (error) {
        if (!isMadoguchiError(error, "fault.bad-fault")) throw error;
        problem = error.details["problem"];
      }
      expect(problem, JSON.stringify(fault)).to.match(/^[ -~]+ · .*[ぁ-んァ-ヶ一-龠]/);
    }
    expect(card.faults()).to.deep.equal([]);
    for (const command of ["LOAD", "INSTALL [for load]", "INS 0E", "*", "VERIFY"]) {
      card.arm({ kind: "silence", command });
    }
  });

  it("refuses what is no fault, an unknown card and a tear without a memory, and arms nothing", () => {
    const refusal = (fault: unknown, on = card): string => {
      try {
        on.arm(fault as FaultInput);
        return "armed";
      } catch (error) {
        if (!isMadoguchiError(error)) throw error;
        return [error.code, error.details["place"]].filter((part) => part !== undefined).join(" ");
      }
    };
    for (const nth of [0, -1, 1.5, Number.NaN]) {
      expect(refusal({ kind: "silence", nth })).to.equal("fault.bad-fault nth");
    }
    expect(refusal({ kind: "explode" })).to.equal("fault.bad-fault kind");
    expect(refusal({ kind: "silence", colour: "red" })).to.equal("fault.bad-fault ");
    expect(refusal({ kind: "swap", card: "nobody" })).to.equal("fault.unknown-card");
    const { transmit, atr } = other.card;
    const bare = new FaultyCard({ atr, powerOn: () => atr, powerOff: () => {}, reset: () => atr, transmit });
    expect(refusal({ kind: "tear-at-write", octet: 3 }, bare)).to.equal("fault.no-memory");
    expect([card.faults(), bare.faults()]).to.deep.equal([[], []]);
    expect(outcome(1)).to.equal("119000");
  });
});
