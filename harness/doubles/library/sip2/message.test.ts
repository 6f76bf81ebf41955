import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { sip2Date } from "./layout.js";
import { checksum, fieldOf, fieldsOf, readMessage, writeMessage } from "./message.js";

/** Lines with error detection as other people's documents and systems have them. Where the guide's own sums are misprinted they are left out. */
const PUBLISHED = {
  "the examples of the 3M developer's guide": [
    "941AY3AZFDFA",
    "990 402.00AY1AZFCB4",
    "9900401.00AY1AZFCA5",
    "6300119980723    091905Y         AOInstitutionID|AAPatronID|BP00001|BQ00005|AY1AZEA83",
  ],
  "lines that systems in service have sent": [
    "98YYYYYN60000320130424    1135112.00AOEPLMNA|AMEPLMNA|BXYYYYYYYYYYYNNYYY|ANSIPCHK|AY1AZE80C",
    "98YYYYNN10000520220721    2130422.00AONEX|BXYYYYYYYYYYYNYYYY|AY2AZEE74",
    "09N20160419    12200820160419    122008APReading Room 1|AO830|AB830$28170815|AC|AY2AZEB80",
  ],
  "lines that two other clients make": [
    "9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZEC7B",
    "11YN20210814    08345520210814    083455AOinstitutionId|AApatronId|ABitemId|AC|ADpatronPassword|BON|BIN|AY3AZDE44",
  ],
};

describe("A message of SIP2 (R-IF-02)", () => {
  for (const [whose, lines] of Object.entries(PUBLISHED)) {
    it(`has the checksum of ${whose}`, () => {
      for (const line of lines) {
        expect(checksum(line.slice(0, -4)), line).to.equal(line.slice(-4));
        expect(readMessage(line).code).to.equal(line.slice(0, 2));
      }
    });
  }

  it("is written as another client writes it, to the octet", () => {
    const line = PUBLISHED["lines that two other clients make"][0]!;
    const fields = [
      ["CN", "LoginUserID"],
      ["CO", "LoginPassword"],
      ["CP", "LocationCode"],
    ] as const;
    expect(writeMessage("93", { userAlgorithm: "0", passwordAlgorithm: "0" }, fields, "5")).to.equal(line);
  });

  it("is taken apart into its fixed part and its fields, repeated ones too", () => {
    const line =
      "64              00119980723    104009000100000002000100020000AOInstitutionID for PatronID|AAPatronID|AEPatron Name|BZ0002|CA0003|CB0010|BLY" +
      "|ASItemID1 for PatronID |AUChargeItem1|AUChargeItem2|BDHome Address|";
    const message = readMessage(line);
    expect(message.fixed).to.include({ holds: "0001", overdue: "0000", charged: "0002", fines: "0001" });
    expect(message.fixed).to.include({ recalls: "0002", unavailable: "0000", date: "19980723    104009" });
    expect(fieldsOf(message, "AU")).to.deep.equal(["ChargeItem1", "ChargeItem2"]);
    expect(fieldOf(message, "AA")).to.equal("PatronID");
    expect(message.sequence).to.equal(undefined);
  });

  it("counts the octets of Japanese, not its characters", () => {
    const line = writeMessage("10", CHECKED_IN, [["AJ", "港の灯台"]], "0");
    expect(fieldOf(readMessage(line), "AJ")).to.equal("港の灯台");
    expect(line.slice(-4)).to.equal(checksum(line.slice(0, -4)));
    expect(Buffer.from(line).reduce((sum, octet) => sum + octet, 0)).to.be.greaterThan(4_000);
  });

  it("refuses one altered octet, a cut fixed part, an unknown code and a field without letters", () => {
    const line = PUBLISHED["lines that two other clients make"][1]!;
    expect(codeOf(() => readMessage(line.replace("itemId", "itemIe")))).to.equal("library-line.bad-message");
    expect(codeOf(() => readMessage("11YN19960212"))).to.equal("library-line.bad-message");
    expect(codeOf(() => readMessage("77YN"))).to.equal("library-line.bad-message");
    expect(codeOf(() => readMessage("9300CNuser|1|"))).to.equal("library-line.bad-message");
    expect(codeOf(() => readMessage(""))).to.equal("library-line.bad-message");
  });

  it("takes no value that would be read as another field or another line", () => {
    for (const value of ["B-1|AAsomebody", "B-1\r11YN", "\n"]) {
      expect(codeOf(() => writeMessage("10", CHECKED_IN, [["AB", value]], "0"))).to.equal("library-line.bad-value");
    }
    expect(codeOf(() => writeMessage("10", { ...CHECKED_IN, ok: "11" }, [], "0"))).to.equal("library-line.bad-value");
  });
});

const CHECKED_IN = {
  ...{ ok: "1", resensitize: "Y", magneticMedia: "N", alert: "N" },
  date: sip2Date(Date.parse("2026-04-05T23:30:00+09:00")),
};

/** Code of the error that the call throws. */
function codeOf(call: () => unknown): string {
  try {
    call();
    return "no error";
  } catch (error) {
    return isMadoguchiError(error) ? error.code : String(error);
  }
}
