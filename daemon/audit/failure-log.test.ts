import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { readerErrors } from "#card/reader/reader-port.js";
import { FailureLog } from "./failure-log.js";

function logged(act: (log: FailureLog) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  act(new FailureLog(new VirtualClock(), (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line));
}

describe("The failure-analysis log", () => {
  it("writes one JSON line with the code and the place of a known error", () => {
    const [line] = logged((log) =>
      log.error("card.lost", readerErrors.error("deadline", { ins: "E8" }), { reader: "r1" }),
    );
    expect(line).to.deep.equal({
      at: "2026-04-01T00:00:00.000Z",
      level: "error",
      event: "card.lost",
      reader: "r1",
      code: "reader.deadline",
      ins: "E8",
    });
  });

  it("keeps of an unknown error one line and the place in the code", () => {
    const [line] = logged((log) => log.error("boom", new TypeError("first\nsecond")));
    expect(line).to.include({ error: "TypeError", message: "first" });
    expect(line?.["where"]).to.match(/^at .*failure-log\.test/);
  });

  it("cuts octet strings and twelve-digit numbers out of whatever it is handed", () => {
    const key = "404142434445464748494A4B4C4D4E4F";
    const [line] = logged((log) => log.error("boom", new Error(`key ${key} of 123456789012`), { also: key }));
    expect(JSON.stringify(line)).not.to.contain(key).and.not.to.contain("123456789012");
    expect(line?.["also"]).to.equal("40414243…[16 octets]");
  });

  it("does not throw when its sink does", () => {
    const log = new FailureLog(new VirtualClock(), () => {
      throw new Error("disk full");
    });
    expect(() => log.info("start")).not.to.throw();
  });
});
