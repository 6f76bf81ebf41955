import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { readerErrors } from "#card/reader/reader-port.js";
import { Recorder } from "../evidence/recorder.js";
import { checkStep, type Ending } from "./check-step.js";
import { runnerErrors } from "./errors.js";
import { RemoteError } from "./rpc-client.js";

const done = (result: unknown): Ending => ({ ok: true, done: { result, summary: { ja: "", en: "" } } });
const text = { cause: "c", remedy: "r" };
const refused = (code: string, details = {}): Ending => ({
  ok: false,
  error: new RemoteError({ code, en: text, ja: text, details }),
});

function captured(...commands: string[]) {
  const recorder = new Recorder();
  for (const command of commands) recorder.apdu("hanako", fromHex(command), fromHex("9000"));
  recorder.audit([
    { event: "area.set", outcome: "ok" },
    { event: "cardApps.load", outcome: "refused", code: "gate.x" },
  ]);
  return recorder.take();
}

const reading = captured("00A4040C02D392", "00B0000000");
const loading = captured("84E8000002C401", "00200080 04 31323334");

describe("The judgement of a step", () => {
  it("takes a success that matches, and no other", () => {
    expect(checkStep({}, done({}), reading)).to.equal(undefined);
    expect(checkStep({ result: { a: 1 } }, done({ a: 1, b: 2 }), reading)).to.equal(undefined);
    expect(checkStep({ result: { a: 1 } }, done({ a: 2 }), reading)?.message.en).to.include("differs at .a");
    expect(checkStep({}, refused("gate.x"), reading)?.actual).to.equal("gate.x");
  });

  it("takes the refusal that was expected, and no other outcome", () => {
    expect(checkStep({ error: "gate.x" }, refused("gate.x"), reading)).to.equal(undefined);
    expect(checkStep({ error: "gate.x" }, refused("gate.y"), reading)).to.include({
      expected: "gate.x",
      actual: "gate.y",
    });
    expect(checkStep({ error: "gate.x" }, done({}), reading)?.message.en).to.include("had to be refused");
    expect(
      checkStep({ error: "gate.x", details: { tries: 3 } }, refused("gate.x", { tries: 2 }), reading),
    ).not.to.equal(undefined);
  });

  it("takes a refusal that came through the access module, but no error of the harness itself", () => {
    const through: Ending = { ok: false, error: readerErrors.error("no-card") };
    expect(checkStep({ error: "reader.no-card" }, through, reading)).to.equal(undefined);
    const own: Ending = { ok: false, error: runnerErrors.error("no-event") };
    expect(checkStep({ error: "runner.no-event" }, own, reading)).not.to.equal(undefined);
  });

  it("finds writes, missing commands and unwanted ones in the trace", () => {
    expect(checkStep({ apdus: { writes: "none", has: ["READ BINARY"] } }, done({}), reading)).to.equal(undefined);
    expect(checkStep({ apdus: { writes: "none" } }, done({}), loading)?.actual).to.include("LOAD");
    expect(checkStep({ apdus: { writes: "some" } }, done({}), reading)).not.to.equal(undefined);
    expect(checkStep({ apdus: { has: ["DELETE"] } }, done({}), loading)?.message.en).to.equal("DELETE was not sent");
    expect(checkStep({ apdus: { lacks: ["VERIFY"] } }, done({}), loading)?.message.en).to.equal("VERIFY was sent");
  });

  it("finds audit rows in order", () => {
    const rows = [{ event: "area.set" }, { event: "cardApps.load", code: "gate.x" }];
    expect(checkStep({ audit: rows }, done({}), reading)).to.equal(undefined);
    expect(checkStep({ audit: rows.toReversed() }, done({}), reading)?.message.en).to.include("audit");
  });
});
