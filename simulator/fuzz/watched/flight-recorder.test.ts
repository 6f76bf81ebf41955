import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { FlightRecorder } from "./flight-recorder.js";

describe("the flight recorder of a fuzzer", () => {
  const READ = fromHex("00B0000001");

  it("tells another thread, over the same memory, what was done and what is under way", () => {
    const inside = new FlightRecorder();
    const outside = new FlightRecorder(inside.shared);
    expect(outside.beats).to.equal(0);
    inside.begin("loaded", "7/種\n12");
    const steps = [
      { command: "reset", authority: "none" },
      { command: READ, authority: "channel" },
      { command: new Uint8Array(0), authority: "pin" },
    ] as const;
    for (const [index, step] of steps.entries()) {
      inside.before(step);
      if (index < 2) inside.after();
    }
    expect(outside.read()).to.deep.equal({ state: "loaded", seed: "7/種\n12", steps, dropped: 0, working: true });
    expect([outside.sent, outside.beats]).to.deep.equal([2, 6]);
    inside.after();
    expect(outside.read().working).to.equal(false);
    inside.begin("issued", "8");
    expect(outside.read()).to.deep.include({ state: "issued", seed: "8", steps: [] });
    outside.stop();
    expect(inside.stopped).to.equal(true);
  });

  it("keeps the last steps where a sequence is longer than its memory, and says how many it dropped", () => {
    const recorder = new FlightRecorder();
    recorder.begin("issued", "1");
    const long = { command: new Uint8Array(65_539), authority: "none" } as const;
    for (let step = 0; step < 40; step++) {
      recorder.before(long);
      recorder.after();
    }
    recorder.before({ command: READ, authority: "none" });
    const { steps, dropped } = recorder.read();
    expect(steps.length + dropped).to.equal(41);
    expect(steps.at(-1)?.command).to.deep.equal(READ);
  });
});
