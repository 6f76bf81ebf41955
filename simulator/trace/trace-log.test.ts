import { expect } from "chai";
import type { TraceDraft } from "./entry.js";
import { TraceLog } from "./trace-log.js";

const draft = (card: string): TraceDraft => ({ type: "power-off", at: "2026-04-01T00:00:00.000000Z", card });
const exchange = (characters: number): TraceDraft => ({
  ...draft("x"),
  type: "exchange",
  command: "0".repeat(characters),
  response: "",
  name: "",
  detail: { ja: "", en: "" },
  outcome: { ja: "", en: "" },
  writes: false,
  durationMs: 0,
});

describe("The log of a trace", () => {
  it("keeps the last entries only, and says how many are gone", () => {
    const log = new TraceLog({ entries: 3 });
    for (let count = 0; count < 5_000; count++) log.append(draft("x"));
    const { entries, missed, next } = log.read();
    expect([entries.map(({ seq }) => seq), missed, next]).to.deep.equal([[4998, 4999, 5000], 4997, 5000]);
    expect(log.size).to.equal(3);
  });

  it("is bounded by the characters that it holds too, but keeps the newest whatever its size", () => {
    const log = new TraceLog({ characters: 100 });
    for (const characters of [60, 30, 30]) log.append(exchange(characters));
    expect(log.size).to.equal(2);
    log.append(exchange(500));
    expect(log.read().entries.map(({ seq }) => seq)).to.deep.equal([4]);
  });

  it("reads on from where one was, by card and in portions", () => {
    const log = new TraceLog();
    for (const card of ["x", "y", "x", "x"]) log.append(draft(card));
    const first = log.read({ card: "x" }, 2);
    expect(first.entries.map(({ seq }) => seq)).to.deep.equal([1, 3]);
    expect(log.read({ card: "x", after: first.next }).entries.map(({ seq }) => seq)).to.deep.equal([4]);
    expect(log.read({ after: 99 })).to.deep.equal({ entries: [], missed: 0, next: 99 });
  });

  it("goes on counting when it was cleared", () => {
    const log = new TraceLog();
    log.append(draft("x"));
    log.clear();
    log.append(draft("x"));
    expect(log.read({ after: 1 }).entries.map(({ seq }) => seq)).to.deep.equal([2]);
  });

  it("gives a follower what was there and what comes, until the signal", async () => {
    const log = new TraceLog({ entries: 2 });
    const ended = new AbortController();
    const seen: number[] = [];
    for (let count = 0; count < 3; count++) log.append(draft("x"));
    for await (const { seq } of log.follow({ after: 0 }, ended.signal)) {
      seen.push(seq);
      if (seq === 3) setImmediate(() => log.append(draft("y")));
      if (seq === 4) ended.abort();
    }
    expect(seen).to.deep.equal([2, 3, 4]);
  });
});
