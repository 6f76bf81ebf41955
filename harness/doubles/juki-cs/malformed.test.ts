import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { CsClient } from "#daemon/status/cs-client.js";
import { DevelopmentCa } from "#daemon/tls/index.js";
import { JukiCs } from "./juki-cs.js";

const CARD = "0A0A";
const ASKED_AFTER = 5;
const answer = { cardId: CARD, state: "active", sequence: 3 };
const change = { ...answer, sequence: 6, asOf: "2026-04-01T09:00:00+09:00" };
const many = (count: number) => Array.from({ length: count }, (_, n) => ({ ...change, sequence: 6 + n }));

/** Answers to a question for one card, each with the field that is named. */
const answers: readonly [string, unknown, string][] = [
  ["nothing at all", "", "not JSON"],
  ["half a text", '{"cardId":"0A0A"', "not JSON"],
  ["a list", [answer], ""],
  ["null", null, ""],
  ["a field too few", { cardId: CARD, state: "active" }, "sequence"],
  ["a field too many", { ...answer, name: "見本 太郎" }, ""],
  ["a state that nobody knows", { ...answer, state: "ACTIVE" }, "state"],
  ["a state in a list", { ...answer, state: ["active"] }, "state"],
  ["a sequence as text", { ...answer, sequence: "3" }, "sequence"],
  ["half a sequence", { ...answer, sequence: 3.5 }, "sequence"],
  ["a sequence below zero", { ...answer, sequence: -1 }, "sequence"],
  ["a sequence beyond what is exact", { ...answer, sequence: 2 ** 53 }, "sequence"],
  ["another card", { ...answer, cardId: "0B0B" }, "cardId"],
  ["the card in small letters", { ...answer, cardId: "0a0a" }, "cardId"],
];

/** What the feed may say wrongly; the code where it is not `status.bad-answer`. */
const feeds: readonly [string, unknown, string][] = [
  ["no list", { changes: change }, "changes"],
  ["the list alone", [change], ""],
  ["more beside the list", { changes: [], next: 7 }, ""],
  ["a change that is none", { changes: [null] }, "changes.0"],
  [
    "a second change that is wrong",
    { changes: [change, { ...change, sequence: 7, state: "gone" }] },
    "changes.1.state",
  ],
  ["a card id of small letters", { changes: [{ ...change, cardId: "0a0a" }] }, "changes.0.cardId"],
  ["a card id of half an octet", { changes: [{ ...change, cardId: "0A0" }] }, "changes.0.cardId"],
  ["no card id", { changes: [{ ...change, cardId: "" }] }, "changes.0.cardId"],
  ["a card id without end", { changes: [{ ...change, cardId: "0A".repeat(33) }] }, "changes.0.cardId"],
  ["a sequence of zero", { changes: [{ ...change, sequence: 0 }] }, "changes.0.sequence"],
  ["no moment", { changes: [{ ...change, asOf: undefined }] }, "changes.0.asOf"],
  ["a moment without its place on earth", { changes: [{ ...change, asOf: "2026-04-01T09:00:00" }] }, "changes.0.asOf"],
  ["a day that is none", { changes: [{ ...change, asOf: "2026-02-30T09:00:00Z" }] }, "changes.0.asOf"],
  ["more of a card", { changes: [{ ...change, address: "星見市" }] }, "changes.0"],
  ["more than may come at once", { changes: many(501) }, "changes"],
  ["more than a message may hold", `${" ".repeat(600 * 1024)}{}`, "too long"],
  ["what was told before", { changes: [{ ...change, sequence: ASKED_AFTER }] }, "status.replayed"],
  ["one change twice", { changes: [change, change] }, "status.replayed"],
  ["the later before the earlier", { changes: [{ ...change, sequence: 8 }, change] }, "status.replayed"],
];

describe("A malformed word of the Juki-net CS", function () {
  this.timeout(60_000);
  let directory: string;
  let cs: JukiCs;
  let client: CsClient;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "madoguchi-malformed-"));
    const ca = await DevelopmentCa.open(join(directory, "ca"), systemClock, systemRandom);
    cs = await JukiCs.start({ identity: await ca.server("cs", ["localhost"]), clientCa: ca.cert });
    client = new CsClient({ url: cs.url, timeoutMs: 5_000, identity: { ...(await ca.client("daemon")), ca: ca.cert } });
  });
  after(async () => {
    client.close();
    await cs.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const saying = async (said: unknown, ask: () => Promise<unknown>): Promise<string> => {
    cs.says = typeof said === "string" ? said : JSON.stringify(said);
    return ask().then(
      () => "taken",
      ({ code, details }) => (code === "status.bad-answer" ? String(details.field ?? details.reason) : code),
    );
  };
  const asking = () => client.ask(CARD);
  const following = () => client.changes(ASKED_AFTER, 1_000, new AbortController().signal);

  it("is told from a right one", async () => {
    expect(await saying(answer, asking)).to.equal("taken");
    for (const right of [[], [change], many(500)])
      expect(await saying({ changes: right }, following)).to.equal("taken");
  });
  for (const [what, said, field] of answers) {
    it(`is no answer: ${what} (R-SYS-08)`, async () => {
      expect(await saying(said, asking)).to.equal(field);
      expect(await saying(answer, asking)).to.equal("taken");
    });
  }
  for (const [what, said, field] of feeds) {
    it(`is no change, and none beside it is taken: ${what} (R-SYS-08, R-CRYPT-05)`, async () => {
      expect(await saying(said, following)).to.equal(field);
    });
  }
});
