import { expect } from "chai";
import { VirtualClock } from "./clock.js";
import { DeadlineWatch } from "./deadline-watch.js";

/** Lets the sleepers that the clock has woken run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("DeadlineWatch", () => {
  let clock: VirtualClock;
  let late: number[];
  let watch: DeadlineWatch;
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  beforeEach(() => {
    clock = new VirtualClock();
    late = [];
    watch = new DeadlineWatch(clock, (id) => late.push(id));
  });

  it("tells a call that is late when it is due, not before, and once", async () => {
    watch.add(1, 1_000);
    await pass(999);
    expect(late).to.deep.equal([]);
    await pass(1);
    expect(late).to.deep.equal([1]);
    await pass(10_000);
    expect(late).to.deep.equal([1]);
  });

  it("says nothing of a call that was answered", async () => {
    watch.add(1, 1_000);
    watch.delete(1);
    await pass(5_000);
    expect(late).to.deep.equal([]);
  });

  it("notices a short deadline behind a long one, and the long one later", async () => {
    watch.add(1, 10_000);
    watch.add(2, 100);
    await pass(100);
    expect(late).to.deep.equal([2]);
    await pass(9_900);
    expect(late).to.deep.equal([2, 1]);
  });

  it("sleeps on for a call that came while it slept for an earlier one", async () => {
    watch.add(1, 1_000);
    await pass(500);
    watch.delete(1);
    watch.add(2, 1_000);
    await pass(500);
    expect(late).to.deep.equal([]);
    await pass(500);
    expect(late).to.deep.equal([2]);
  });

  it("tells nothing after it was stopped, and can be used again", async () => {
    watch.add(1, 1_000);
    watch.stop();
    await pass(1_000);
    expect(late).to.deep.equal([]);
    watch.add(2, 1_000);
    await pass(1_000);
    expect(late).to.deep.equal([2]);
  });
});
