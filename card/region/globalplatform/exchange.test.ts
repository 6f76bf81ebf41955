import { expect } from "chai";
import { refusal } from "#card/errors/refusal.fixture.js";
import { seededRandom } from "#card/ports/random.js";
import { answering } from "../answering-link.fixture.js";
import { openChannel } from "./exchange.js";

describe("the exchange with a card's security domains", () => {
  it("keeps the vendor's status word in the details and the code common", async () => {
    const keys = { version: 1, enc: new Uint8Array(16), mac: new Uint8Array(16), dek: new Uint8Array(16) };
    const model = { dialect: "gp-scp03", mode: "S8", maxCommandData: 255, keyLength: 16 } as const;
    const open = (...answers: readonly string[]) =>
      refusal(openChannel({ link: answering(...answers), model, random: seededRandom("x") }, keys));
    expect((await open("6A88")).code).to.equal("card.area-key-mismatch");
    expect((await open(`${"00".repeat(10)}010360${"00".repeat(16)}9000`)).code).to.equal("card.area-key-mismatch");
    expect((await open(`${"00".repeat(10)}0102${"00".repeat(16)}9000`)).code).to.equal("card.unsupported");
    const locked = await open("6985");
    expect(locked.code).to.equal("card.refused");
    expect(locked.details).to.include({ sw: "6985" });
    expect((await open("9000")).code).to.equal("card.refused");
  });
});

describe("the exchange with a legacy card's security domains", () => {
  const keys = { version: 1, enc: new Uint8Array(16), mac: new Uint8Array(16), dek: new Uint8Array(16) };
  const model = { dialect: "gp-scp02" } as const;
  const open = (over: Partial<typeof keys>, ...answers: readonly string[]) => {
    const link = answering(...answers);
    return { link, error: refusal(openChannel({ link, model, random: seededRandom("x") }, { ...keys, ...over })) };
  };

  it("has the same common codes, with what the vendor said in the details", async () => {
    const answer = (version: string, protocol: string) =>
      `${"00".repeat(10)}${version}${protocol}${"00".repeat(16)}9000`;
    for (const [said, code, detail] of [
      ["6A88", "card.area-key-mismatch", { reason: "scp.key-version" }],
      [answer("01", "02"), "card.area-key-mismatch", { reason: "scp.card-cryptogram" }],
      [answer("07", "02"), "card.area-key-mismatch", { reason: "scp.key-version", onCard: 7 }],
      [answer("01", "03"), "card.unsupported", { reason: "scp.protocol", scp: 3 }],
      ["6985", "card.refused", { reason: "scp.refused", sw: "6985" }],
      ["9000", "card.refused", { reason: "scp.malformed-response" }],
    ] as const) {
      const { link, error } = open({}, said);
      expect((await error).code, said).to.equal(code);
      expect((await error).details, said).to.include(detail);
      // A channel that the card refuses to begin may be one too many: then its counter is asked for, and nothing else.
      const after = said === "6985" ? ["80CA00C100"] : [];
      expect(link.asked.slice(1), "nothing that writes was sent after it").to.deep.equal(after);
    }
  });

  it("tells keys that have used up their channels from a refusal of another kind, whatever the vendor's word for it", async () => {
    for (const word of ["6985", "6A80", "6F00"]) {
      const spent = await open({}, word, "C102FFFF9000").error;
      expect(spent.code, word).to.equal("card.keys-used-up");
      expect(spent.details).to.deep.equal({ keyVersion: 1 });
    }
    for (const counter of ["C102FFFE9000", "C1009000", "9000", "C1029000", "6A88", "6E00", "90"]) {
      expect((await open({}, "6985", counter).error).code, counter).to.equal("card.refused");
    }
  });

  it("sends nothing with keys of a length that its cards do not take", async () => {
    const { link, error } = open({ dek: new Uint8Array(32) });
    expect((await error).details).to.include({ reason: "scp.key-length" });
    expect(link.asked).to.deep.equal([]);
  });
});
