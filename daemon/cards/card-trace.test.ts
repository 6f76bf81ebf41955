import { expect } from "chai";
import { describe, it } from "mocha";
import { fromHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import type { HeldCard, ReaderBackend } from "#card/reader/reader-port.js";
import type { FailurePort } from "../audit/audit-port.js";
import { tracedReaders } from "./card-trace.js";

type Facts = Readonly<Record<string, unknown>>;

/** What the failure log gets of these commands, sent to a card that fails at each. */
async function traceOf(...commands: string[]): Promise<Facts[]> {
  const told: Facts[] = [];
  const failures: FailurePort = { info: (_event, facts) => void told.push(facts ?? {}), error: () => undefined };
  const card: HeldCard = { atr: new Uint8Array(), insertion: 1, transmit: async () => fromHex("6F00") };
  const inner = {
    kind: "memory",
    withCard: async (_id: string, _options: object, use: (held: HeldCard) => unknown) => use(card),
  };
  const readers = tracedReaders(inner as unknown as ReaderBackend, { failures, clock: new VirtualClock() });
  await readers.withCard("r1", {}, async (held) => {
    for (const command of commands) await held.transmit(fromHex(command));
  });
  return told;
}

describe("The trace of a card that failed", () => {
  it("tells the size of a command, but not of one that carries a PIN: unpadded, it is the PIN's length (R-LOG-06)", async () => {
    const [select, four, six, secured, changed, state] = await traceOf(
      ...["00A4040005A000000001", "002000810431323334", "0020008106313233343536", "0C20008104AABBCCDD"],
      ...["00240181083132333435363738", "00200081"],
    );
    expect(select).to.include({ header: "00A40400", sent: 10 });
    for (const secret of [four, six, secured, changed]) expect(secret).to.include({ sent: "[secret]", sw: "6F00" });
    // A question for the tries that are left carries nothing.
    expect(state).to.include({ header: "00200081", sent: 4 });
  });
});
