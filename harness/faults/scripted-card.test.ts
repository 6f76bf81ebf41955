import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { CardPulled } from "#simulator/faults/faulty-card.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { Recorder } from "../evidence/recorder.js";
import { ScriptedCard } from "./scripted-card.js";

const LOAD = fromHex("84E8000002C401");

function rig(killDaemon = () => {}) {
  const reached: string[] = [];
  const atr = fromHex("3B00");
  const behind: VirtualCard = {
    atr,
    powerOn: () => atr,
    powerOff: () => {},
    reset: () => atr,
    transmit: (command) => {
      reached.push(toHex(command));
      return fromHex("9000");
    },
  };
  const recorder = new Recorder();
  return { card: new ScriptedCard("hanako", behind, recorder, { killDaemon }), recorder, reached };
}

describe("A card in a scenario", () => {
  it("is captured at its contacts, masked", () => {
    const { card, recorder } = rig();
    card.transmit(fromHex("0020008004 31323334"));
    const [exchange] = recorder.take().apdus;
    expect(exchange).to.include({ card: "hanako", name: "VERIFY", command: "00200080[secret]", response: "9000" });
    expect(recorder.take().apdus).to.deep.equal([]);
  });

  it("is pulled at the named command's named occurrence, before the card sees it", () => {
    const { card, recorder, reached } = rig();
    card.arm({ kind: "pull", command: "LOAD", nth: 2 });
    card.transmit(fromHex("00B0000000"));
    card.transmit(LOAD);
    expect(card.waiting).to.equal(true);
    expect(() => card.transmit(LOAD)).to.throw(CardPulled);
    expect(card.waiting).to.equal(false);
    expect(reached).to.have.lengthOf(2);
    expect(recorder.take().apdus.at(-1)).to.include({ name: "LOAD", response: "", fault: true });
    expect(toHex(card.transmit(LOAD))).to.equal("9000");
  });

  it("is pulled after it acted, when the scenario says so", () => {
    const { card, reached } = rig();
    card.arm({ kind: "pull", command: "LOAD", when: "after" });
    expect(() => card.transmit(LOAD)).to.throw(CardPulled);
    expect(reached).to.deep.equal([toHex(LOAD)]);
  });

  it("kills the daemon and carries the command out all the same", () => {
    let killed = 0;
    const { card, reached, recorder } = rig(() => killed++);
    card.arm({ kind: "kill-daemon", command: "LOAD" });
    expect(toHex(card.transmit(LOAD))).to.equal("9000");
    expect([killed, reached.length, recorder.take().apdus[0]?.fault]).to.deep.equal([1, 1, true]);
  });

  it("answers what the scenario says, and does nothing", () => {
    const { card, recorder, reached } = rig();
    card.arm({ kind: "wrong-sw", command: "LOAD", sw: "6581" });
    expect(toHex(card.transmit(LOAD))).to.equal("6581");
    expect(reached).to.deep.equal([]);
    expect(recorder.take().apdus[0]).to.include({ response: "6581", fault: true });
  });
});
