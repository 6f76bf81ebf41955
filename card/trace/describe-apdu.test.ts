import { expect } from "chai";
import { fromHex, toHex } from "../bytes/bytes.js";
import { JPKI_AID, TEXT_INPUT_AID } from "../myna/aids.js";
import { describeApdu } from "./describe-apdu.js";

const told = (command: string, response = "9000") => describeApdu(fromHex(command), fromHex(response));

describe("An exchange told to people", () => {
  it("names the selected application and file", () => {
    expect(told("00A4040C0AD392F000260100000001").detail.ja).to.include("公的個人認証AP");
    expect(told("00A4040007A0000001510000 00").detail.en).to.include("issuer security domain");
    expect(told("00A4020C02001B").detail.en).to.equal("select an application or a file: EF 001B");
    expect(told("00A4040C0AF04D41444F2013101F03").detail.ja).to.include("カードAP F04D41444F2013101F03");
  });

  it("does not take a short prefix for a name that it only begins", () => {
    expect(told("00A4040C02D392").detail.en).to.equal("select an application or a file: D392");
  });

  it("names the issuer's files by the application that is selected, and the current one", () => {
    const at = { application: toHex(TEXT_INPUT_AID), file: 0x11 };
    const detail = (command: string, where = at) =>
      describeApdu(fromHex(command), fromHex("9000"), false, where).detail;
    expect(detail("00A4020C020001").ja).to.equal("アプリケーション・ファイルの選択: EF 0001 個人番号");
    expect(detail("002000800431323334").en).to.equal("compare a PIN: EF 0011 PIN");
    expect(detail("00B0820500").en).to.equal("read a file: EF 0002 name, address, birthday, sex from octet 5");
    expect(detail("00B0000000", { ...at, application: toHex(JPKI_AID) }).en).to.equal(
      "read a file: EF 0011 from octet 0",
    );
    expect(told("00B0000000").detail.en).to.equal("read a file: current EF from octet 0");
  });

  it("says where is read and what the card answered, in both languages", () => {
    const read = told("00B0820500", "6B00");
    expect(read.detail.en).to.equal("read a file: EF 0002 from octet 5");
    expect(read.outcome).to.deep.equal({
      ja: "オフセットが範囲外",
      en: "wrong parameters P1-P2 (offset outside the EF)",
    });
    expect(told("002000800431323334", "63C2").outcome.ja).to.equal("照合不一致、残り2回");
  });

  it("shows no PIN", () => {
    const verify = told("002000800431323334", "63C2");
    expect(JSON.stringify(verify)).not.to.include("31323334");
    expect(verify.command).to.equal("00200080[secret]");
  });

  it("names the data objects of the regional area", () => {
    expect(told("80CADF7100", "6A88").detail.ja).to.equal("データオブジェクトの取得: カードAP一覧（DF71）");
  });

  it("counts the blocks of a load", () => {
    expect(told("84E8800302C401").detail.en).to.equal("send a block of a load file: block 3 (last)");
  });

  it("says so when the card was gone, and when the command is malformed", () => {
    expect(describeApdu(fromHex("84E80000"), undefined)).to.deep.include({
      response: "",
      outcome: { ja: "応答なし（カードが離れた）", en: "no answer (the card was gone)" },
    });
    expect(told("00B00000050102", "6700").detail.en).to.include("malformed");
    expect(describeApdu(fromHex("00"), fromHex("6700")).command).to.equal("00");
  });
});
