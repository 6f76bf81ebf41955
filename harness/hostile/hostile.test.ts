import { expect } from "chai";
import { JPKI_EF } from "#card/myna/index.js";
import { HOSTILE_KINDS, type HostileKind } from "#simulator/hostile/index.js";
import { TestPki } from "../municipality/test-pki.js";
import { FORGED_CERTIFICATES } from "./forged-person.fixture.js";
import { HostileCounter, OPERATIONS, type Operation } from "./hostile-counter.fixture.js";

/** Whole cards of a forger's own issue stand beside the kinds of the catalogue. */
const FORGED = FORGED_CERTIFICATES.map((certificates) => ({
  kind: `forged-issue, ${certificates}` as const,
  certificates,
}));
type Kind = HostileKind | (typeof FORGED)[number]["kind"];

/** Those that can be read like the true card: reading needs no key (R-AP-10). All else is refused at the first reading. */
const READABLE: ReadonlySet<Kind> = new Set<Kind>([
  ...FORGED.map(({ kind }) => kind),
  "impostor",
  "replay",
  "parameter-lowered",
  "older-protocol",
  "other-key-version",
  "without-response-mac",
  "answers-in-clear",
  "turncoat",
]);
/** Those that alter what SCP03 says, and so nothing on a card of another dialect. */
const SCP03_ONLY = ["parameter-lowered", "older-protocol", "other-key-version"];
/** Those that take the protection from answers, which SCP02 has none of. */
const PROTECTED_ONLY = ["without-response-mac", "answers-in-clear"];
const WITHOUT: Readonly<Record<string, ReadonlySet<string>>> = {
  aoba: new Set(),
  kikyo: new Set([...SCP03_ONLY, ...PROTECTED_ONLY]),
  ajisai: new Set(SCP03_ONLY),
};
/** What reading alone brings about; a card's application is opened before anyone proves anything, and proves itself to its own system. */
const READS: ReadonlySet<Operation> = new Set<Operation>(["cardApps.list", "card.diagnose", "access.open"]);
/** Codes that people are told: never a vendor's word, a stack, or a defect of ours. */
const COMMON_CODE = /^(card|area|gate|reader|card-app|apdu)\.[a-z-]+$/;
/** What is told of cards that play with time. */
const TOLD: Partial<Record<Kind, string>> = {
  empty: "reader.mute-card",
  dawdling: "reader.too-slow",
  silent: "reader.mute-card",
  slow: "reader.mute-card",
};
/** Commands that the worst card may draw from one operation: none is asked for ever. */
const MOST_COMMANDS = 300;

describe("A hostile card at the counter", function () {
  this.timeout(120_000);
  let pki: TestPki;

  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());

  for (const profile of ["aoba", "kikyo", "ajisai"]) {
    describe(`that poses as a card of ${profile}`, () => {
      let counter: HostileCounter;

      before(async () => {
        counter = await new HostileCounter(pki, profile).open();
      });
      after(() => counter.close());

      const putIn = (kind: Kind) => {
        const forged = FORGED.find((each) => each.kind === kind);
        return forged === undefined
          ? counter.putIn(kind as HostileKind)
          : counter.putInForgedIssue(forged.certificates);
      };
      const kinds: readonly Kind[] = [...FORGED.map(({ kind }) => kind), ...HOSTILE_KINDS];
      for (const kind of kinds.filter((each) => WITHOUT[profile]?.has(each) !== true)) {
        it(`is refused before anything is written or a PIN is sent: ${kind} (R-CARD-11, R-SEC-03, R-AREA-06)`, async () => {
          for (const operation of OPERATIONS) {
            await putIn(kind);
            await counter.auditNews();
            const { code, result, commands, daring } = await counter.attempt(operation);
            const place = `${operation}: ${code}`;
            expect(daring, place).to.deep.equal([]);
            expect(commands.length, place).to.be.at.most(MOST_COMMANDS);
            if (code === "ok") {
              const harmless = READS.has(operation) && (READABLE.has(kind) || operation === "card.diagnose");
              expect(harmless, place).to.equal(true);
              if (!READABLE.has(kind)) expect(result["verdict"], place).to.not.equal("ok");
              continue;
            }
            expect(code).to.match(COMMON_CODE);
            if (TOLD[kind] !== undefined) expect(code, place).to.equal(TOLD[kind]);
            // A failed mutual authentication shows itself to the business system alone.
            if (operation === "verify" && code.startsWith("card-app.not-paired")) continue;
            const event = operation === "verify" ? "access.open" : operation;
            const rows = (await counter.auditNews()).filter((row) => row.event === event);
            expect(
              rows.map((row) => row.code),
              place,
            ).to.deep.equal([code]);
          }
        });
      }

      it("is nowhere judged by its certificates, which anyone can copy: the daemon reads none, of any card (decision 0014)", () => {
        const { tokenInfo } = JPKI_EF;
        // The label of the token tells a My Number card from a Juki card of the same ATR, and says nothing of who anybody is.
        expect([...counter.jpkiFilesRead]).to.deep.equal(profile === "aoba" ? [tokenInfo] : []);
      });

      it("leaves the true card as it was: it lists, proves itself and takes its PIN", async () => {
        await counter.putInTrueCard();
        const { code, result } = await counter.attempt("cardApps.list");
        expect(code).to.equal("ok");
        expect(result["applications"]).to.have.length(1);
        expect(await counter.attempt("verify")).to.deep.include({ code: "ok", daring: ["VERIFY"] });
      });
    });
  }
});
