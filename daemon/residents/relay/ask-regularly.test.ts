import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import type { AuditEvent } from "../../audit/audit-port.js";
import type { Imports } from "../imports.js";
import { askRegularly } from "./ask-regularly.js";
import { relayErrors } from "./relay-errors.js";

const MINUTE = 60_000;
const EVERY: Readonly<Record<string, number>> = { "13101": 5, "13102": 0, "13103": 15 };

/** Asking on a clock that moves only when it is told to. */
function asking(answer: (municipality: string) => Promise<{ files: number; imported: number; sequence: number }>) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const audit: AuditEvent[] = [];
  const failed: unknown[] = [];
  const began = clock.now();
  let ids = 0;
  const ports = {
    clock,
    audit: { record: async (event: AuditEvent) => void audit.push(event) },
    failures: { info: () => {}, error: (_: string, error: unknown) => void failed.push(error) },
    newId: () => `id-${++ids}`,
    residentSettings: {
      municipalities: Object.keys(EVERY),
      of: (code: string) => ({ relay: { everyMs: EVERY[code]! * MINUTE } }),
    },
  };
  const imports = {
    pull: async ({ municipality }: { municipality: string }) => {
      asked.push(`${municipality} ${(clock.now() - began) / MINUTE}`);
      return answer(municipality);
    },
  };
  const end = askRegularly(ports as unknown as Parameters<typeof askRegularly>[0], imports as unknown as Imports);
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      clock.advance(MINUTE);
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    }
  };
  const rows = () => audit.map(({ municipality, outcome, code }) => `${municipality} ${outcome} ${code ?? ""}`.trim());
  return { asked, failed, rows, pass, end };
}

const nothing = { files: 0, imported: 0, sequence: 7 };

describe("asking the relay by itself (everyMinutes, R-JUKI-01)", () => {
  it("asks each municipality's relay at its own interval, none where it is 0, and nothing after its end", async () => {
    const { asked, rows, pass, end } = asking(async () => nothing);
    await pass(4);
    expect(asked, "not before its time").to.deep.equal([]);
    await pass(12);
    expect(asked).to.have.members(["13101 5", "13101 10", "13101 15", "13103 15"]);
    expect(rows(), "a visit that brought nothing is no row").to.deep.equal([]);
    await end();
    await pass(30);
    expect(asked).to.have.length(4);
  });

  it("puts on record what it brought, and once that it fails and that it works again", async () => {
    let state: "files" | "down" | "nothing" = "files";
    const { failed, rows, pass, end } = asking(async (municipality) => {
      if (municipality !== "13101" || state === "nothing") return nothing;
      if (state === "down") throw relayErrors.error("bad-answer", { files: 0 });
      return { files: 1, imported: 3, sequence: 8 };
    });
    await pass(5);
    state = "down";
    await pass(15);
    state = "nothing";
    await pass(10);
    expect(rows()).to.deep.equal(["13101 ok", "13101 failed relay.bad-answer", "13101 ok"]);
    expect(failed, "each failure is in the failure log").to.have.length(3);
    await end();
  });
});
