import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { seededRandom } from "#card/ports/random.js";
import { askRow, chooseDriver, findRow, rowsOf } from "./choose.js";
import { dialectTable } from "./table.js";

const random = seededRandom("dialects");
const KNOWN = fromHex("3BE000FF8131FE4514");

/** An ATR that no Juki card has. */
const ALONE = fromHex("3BC5FF8131FB458073C6010000");

/** The contactless ATR of the card that shares its contact ATR with the Juki card. */
const JPKI_06 = fromHex("3B888001000005E0B381A1007F");

const SELECT_JPKI = "00A4040C0AD392F000260100000001";
const READ_LABEL = "00B0860020";
const label = (text: string) => `${Buffer.from(text.padEnd(32)).toString("hex").toUpperCase()}9000`;

/** A card with this conversation and no other: what it is asked beyond it is 6A82. */
function talking(answers: Readonly<Record<string, string>>) {
  const sent: string[] = [];
  const transmit = async (command: Uint8Array): Promise<Uint8Array> => {
    sent.push(Buffer.from(command).toString("hex").toUpperCase());
    return fromHex(answers[sent.at(-1)!] ?? "6A82");
  };
  return { transmit, sent };
}

/** A card that knows these AIDs only, and keeps what it was sent. */
function card(...aids: readonly string[]) {
  const sent: string[] = [];
  const transmit = async (command: Uint8Array): Promise<Uint8Array> => {
    sent.push(Buffer.from(command).toString("hex").toUpperCase());
    return fromHex(aids.some((aid) => sent.at(-1)!.includes(aid)) ? "9000" : "6A82");
  };
  return { transmit, sent };
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  try {
    await action;
    return "no error";
  } catch (error) {
    if (isMadoguchiError(error)) return error.code;
    throw error;
  }
}

describe("the choice of a dialect", () => {
  it("takes the row of the ATR, and asks the card for its regional domain", async () => {
    const link = card("F04D41444F0001");
    expect((await chooseDriver(ALONE, link, random)).dialect).to.equal("gp-scp03");
    expect(link.sent).to.deep.equal(["00A4040007F04D41444F000100"]);
  });

  it("has a row for every ATR of a My Number card that is publicly listed (card-facts 1.1)", () => {
    const listed = [
      "3BDA13FF8131FB468012392F31C173C601C03B",
      "3BC5FF8131FB458073C6010000",
      "3BF59100FF918171FE400042000100D1D6",
      "3B888001000005E0B381A1007F",
      "3B888001000041E0B381A1003B",
      "3B888001004B51FF0081D100BC",
      "3B888001004B51FFB381D1000F",
    ];
    for (const atr of listed) {
      expect(findRow(fromHex(atr)), atr).to.include({ kind: "myna" });
      expect(findRow(fromHex(atr))?.model, atr).to.include({ dialect: "gp-scp03" });
    }
    const legacy = findRow(fromHex("3BF59100FF918171FE4000420001B3A115"));
    expect(legacy).to.deep.include({ kind: "myna", model: { dialect: "gp-scp02" } });
    expect(findRow(fromHex("3B888001000014E0B38191005E"))).to.include({ kind: "juki" });
    expect(rowsOf(KNOWN).map(({ kind }) => kind)).to.deep.equal(["juki", "myna", "juki"]);
  });

  it("refuses an unknown ATR without sending anything", async () => {
    const link = card("F04D41444F0001");
    expect(await codeOf(chooseDriver(fromHex("3B6500002063CB6800"), link, random))).to.equal("card.unsupported");
    expect(await codeOf(chooseDriver(new Uint8Array(0), link, random))).to.equal("card.unsupported");
    expect(link.sent).to.deep.equal([]);
  });

  it("takes the legacy channel and its key length for a card of that dialect", async () => {
    const juki = fromHex("3B888001000014E0B38191005E");
    const driver = await chooseDriver(juki, card("F04D41444F0001"), random);
    expect(driver).to.include({ dialect: "gp-scp02", keyLength: 16 });
  });

  it("refuses a card without a regional domain", async () => {
    expect(await codeOf(chooseDriver(KNOWN, card(), random))).to.equal("card.unsupported");
  });

  it("lets the first fitting row win, over the whole ATR", () => {
    const first = findRow(KNOWN)!;
    const wide = { ...first, atr: ".".repeat(18), source: "any of nine octets" };
    expect(findRow(KNOWN, [wide, ...dialectTable])).to.equal(wide);
    expect(findRow(KNOWN, [...dialectTable, wide])).to.equal(first);
    expect(findRow(fromHex("3BE000FF8131FE451400"))).to.equal(undefined);
  });

  it("has patterns that can match: whole octets of hexadecimal digits and dots", () => {
    for (const { atr } of dialectTable) expect(atr).to.match(/^([0-9A-F.]{2})+$/);
  });

  describe("by a probe, where two kinds of card share an ATR", () => {
    it("knows a Juki card by the old label of its token, in two reading commands", async () => {
      const juki = talking({ [SELECT_JPKI]: "9000", [READ_LABEL]: label("JPKIAPICCTOKEN") });
      expect(await askRow(KNOWN, juki)).to.deep.include({ kind: "juki", model: { dialect: "gp-scp02" } });
      expect(juki.sent).to.deep.equal([SELECT_JPKI, READ_LABEL]);
    });

    it("knows a My Number card by the new one", async () => {
      const myna = talking({ [SELECT_JPKI]: "9000", [READ_LABEL]: label("JPKIAPICCTOKEN2") });
      expect(await askRow(KNOWN, myna)).to.deep.include({ kind: "myna", model: findRow(JPKI_06)!.model });
      expect(myna.sent).to.deep.equal([SELECT_JPKI, READ_LABEL, SELECT_JPKI]);
      const unread = talking({ [SELECT_JPKI]: "9000", [READ_LABEL]: "6982" });
      expect(await askRow(KNOWN, unread)).to.deep.include({ kind: "myna" });
    });

    it("takes a card without 公的個人認証AP for a Juki card: every My Number card has it (R-CARD-02)", async () => {
      const juki = talking({});
      expect(await askRow(KNOWN, juki)).to.deep.include({ kind: "juki", model: { dialect: "gp-scp02" } });
      expect(juki.sent, "it stops at the first answer that is another").to.deep.equal([SELECT_JPKI, SELECT_JPKI]);
    });

    it("asks nothing of a card whose ATR is its own", async () => {
      const link = talking({});
      expect(await askRow(ALONE, link)).to.deep.include({ kind: "myna" });
      expect(await askRow(fromHex("3B888001000014E0B38191005E"), link)).to.deep.include({ kind: "juki" });
      expect(link.sent).to.deep.equal([]);
    });

    it("has no row for a card that fits probing rows only and answers none of them", async () => {
      const [probing] = rowsOf(KNOWN);
      expect(probing).to.have.property("probe");
      expect(await askRow(KNOWN, talking({}), [probing!])).to.equal(undefined);
      expect(await codeOf(chooseDriver(KNOWN, talking({}), random, [probing!]))).to.equal("card.unsupported");
    });

    it("takes a dot for any digit and an asterisk for any rest", async () => {
      const row = (answer: string) => [{ ...findRow(KNOWN)!, probe: [{ command: "80CA006600", answer }] }];
      const link = () => talking({ "80CA006600": "664C0102039000" });
      expect(await askRow(KNOWN, link(), row("66.C*"))).not.to.equal(undefined);
      expect(await askRow(KNOWN, link(), row("664C01....9000"))).not.to.equal(undefined);
      for (const other of ["664C", "664D*", "664C0102039000..", ""]) {
        expect(await askRow(KNOWN, link(), row(other)), other).to.equal(undefined);
      }
    });

    it("reads only: no probe of the table can write, verify or use a key", () => {
      for (const { probe = [] } of dialectTable) {
        for (const { command } of probe) expect(command).to.match(/^00(A404|B0|B2|CA)/);
      }
    });
  });
});
