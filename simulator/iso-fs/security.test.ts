import { expect } from "chai";
import { concat, fromHex, toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { SecureMessagingSession } from "#card/iso7816/secure-messaging/index.js";
import { seededRandom } from "#card/ports/random.js";
import { openCardApp } from "#card/region/card-app-session.js";
import { createFile, putAreaKeys, putData, selectDirectory } from "#card/region/iso-fs/commands.js";
import { directoryOf, encodeDirectory, encodeRecordFile } from "#card/region/iso-fs/control-parameters.js";
import { definition, serviceKeysOf } from "../applications/card-app/rig.fixture.js";
import { FILE_ID, FLOW, LOAD, PERSONALISE, runSteps, SELECT, SET_AREA, type Step } from "./area-steps.fixture.js";
import { areaKeys, FsCard, settingKeys, strangeKeys, swOf } from "./fs-card.fixture.js";

/** Cards on which a step would succeed under the right keys. */
async function cardsBefore(): Promise<readonly { readonly step: Step; readonly image: Uint8Array }[]> {
  const card = new FsCard();
  const cards: { step: Step; image: Uint8Array }[] = [];
  for (const [index, step] of FLOW.entries()) {
    cards.push({ step, image: card.nvm.device.image.slice() });
    const needsDirectory = index > SET_AREA.length && index < FLOW.length - 2;
    await runSteps(card, needsDirectory ? [SELECT, step] : [step]);
  }
  return cards;
}

const plainHex = ({ command }: Step): string => toHex(command.encode());

describe("the commands that change a native file system", () => {
  let cards: Awaited<ReturnType<typeof cardsBefore>>;
  before(async () => {
    cards = await cardsBefore();
  });

  it("are 6982 in clear, before and after a challenge, and change nothing (R-AREA-06)", () => {
    for (const { step, image } of cards) {
      const card = new FsCard({ image });
      const before = card.state();
      card.selectArea();
      expect(card.hex(plainHex(step)), step.name).to.equal("6982");
      card.hex("0022C1A40483020204");
      card.hex("0084000010");
      expect(card.hex(plainHex(step)), step.name).to.equal("6982");
      expect(card.state(), step.name).to.equal(before);
    }
  });

  it("are 6982 under session keys that are not the card's, with a session open or none, and change nothing", async () => {
    for (const { step, image } of cards) {
      const card = new FsCard({ image });
      const before = card.state();
      const forged = () => toHex(new SecureMessagingSession(strangeKeys()).protectCommand(step.command).encode());
      card.selectArea();
      expect(card.hex(forged()), step.name).to.equal("6982");
      const session = await card.open(step.use, step.keys);
      expect(card.hex(forged()), step.name).to.equal("6982");
      expect((await refusal(session.transmit(step.command))).code, step.name).to.equal("sm.ended");
      expect(card.state(), step.name).to.equal(before);
    }
  });

  it("end a session when they come in clear: what was open is gone", async () => {
    const { step, image } = cards.find(({ step }) => step.name === "DELETE FILE")!;
    const card = new FsCard({ image });
    const session = await card.open("area", areaKeys());
    expect(card.hex(plainHex(step))).to.equal("6982");
    expect((await refusal(session.transmit(step.command))).code).to.equal("sm.ended");
    expect(card.hex("80CADF7200")).to.match(/9000$/);
  });

  it("are not taken twice, nor in another order, nor after a reset or another SELECT", async () => {
    const { step, image } = cards.find(({ step }) => step.name === "DELETE FILE")!;
    const replayed = new FsCard({ image });
    const first = await replayed.open("area", areaKeys());
    expect(await swOf(first, selectDirectory(FILE_ID))).to.equal("9000");
    expect(replayed.hex(replayed.trace.at(-1)!)).to.equal("6982");
    for (const interrupt of [
      (card: FsCard) => void card.kernel.reset(),
      (card: FsCard) => card.selectArea(),
      (card: FsCard) => void card.hex("00A4040C07F04D41444F4D46"),
    ]) {
      const card = new FsCard({ image });
      const session = await card.open("area", areaKeys());
      interrupt(card);
      card.selectArea();
      expect((await refusal(session.transmit(step.command))).code).to.equal("sm.ended");
    }
  });

  it("are refused under the setting keys, but for the putting of the area keys, and that until the area is set", async () => {
    const card = new FsCard();
    await runSteps(card, SET_AREA.slice(0, 1));
    const before = card.state();
    for (const step of FLOW.slice(1, -2)) {
      const session = await card.open("setting", settingKeys());
      expect(await swOf(session, step.command), step.name).to.equal("6982");
    }
    for (const step of LOAD) {
      const session = await card.open("area", areaKeys());
      expect(await swOf(session, step.command), `${step.name}, area not set`).to.equal("6985");
    }
    expect(card.state()).to.equal(before);
    await runSteps(card, SET_AREA.slice(1));
    expect((await refusal(card.open("setting", settingKeys()))).code).to.equal("sm.key-reference");
  });

  it("are nobody's with the keys of another card", async () => {
    const card = new FsCard({ image: cards.at(-3)!.image });
    const before = card.state();
    expect((await refusal(card.open("area", strangeKeys()))).code).to.equal("sm.host-refused");
    expect((await refusal(card.open("area", { ...areaKeys(), mac: strangeKeys().mac }))).code).to.equal(
      "sm.host-refused",
    );
    expect(card.state()).to.equal(before);
  });

  it("refuse what does not fit, each with its status word, and change nothing", async () => {
    const card = new FsCard();
    await runSteps(card, [...SET_AREA, ...LOAD]);
    const before = card.state();
    const content = definition(1);
    const other = definition(2);
    const df = (over: Partial<ReturnType<typeof directoryOf>>, of = other) =>
      createFile(encodeDirectory({ ...directoryOf(of, 0x4d02), ...over }));
    const plain = (ins: number, p1: number, p2: number, ...data: number[]) =>
      new CommandApdu(0x00, ins, p1, p2, Uint8Array.from(data));
    const refusals: readonly (readonly [string, string, CommandApdu])[] = [
      ["a file identifier that is taken", "6A89", df({ fileId: FILE_ID })],
      ["a name that is taken", "6A8A", df({}, content)],
      ["a name of the issuer's", "6A8A", df({}, { ...other, aid: fromHex("D392F000260100000001") })],
      ["a file identifier out of range", "6A80", df({ fileId: 0x3f00 })],
      ["more than there is", "6A84", df({ size: 60_000 })],
      [
        "octets behind the parameters",
        "6A80",
        createFile(concat(encodeDirectory(directoryOf(other, 0x4d02)), Uint8Array.of(0))),
      ],
      ["an EF without a current DF", "6A80", createFile(encodeRecordFile(content.files[0]!))],
      ["another P1", "6A86", plain(0xe0, 1, 0)],
      ["a DF that is not there", "6A82", plain(0xe4, 0, 0, 0x4d, 0x77)],
      ["a file identifier of one octet", "6700", plain(0xe4, 0, 0, 0x4d)],
      ["activation of nothing", "6986", plain(0x44, 0, 0)],
      ["a data group that is none", "6A88", putData(0x8f07, Uint8Array.of(1))],
      ["service keys without a current DF", "6986", putData(0x8f01, Uint8Array.of(1))],
      ["a record of a file without a current DF", "6986", plain(0xdc, 1, 0x0c, 1)],
      ["a record by its identifier", "6A81", plain(0xdc, 1, 0x0a, 1)],
      ["area keys of another length", "6A80", putAreaKeys(areaKeys(32), areaKeys())],
      ["area keys under another DEK", "6A80", putAreaKeys(areaKeys(), strangeKeys())],
      ["an area record that is none", "6A80", putData(0xdf70, Uint8Array.of(0x80, 1, 0x31))],
      ["a command that the session has not", "6D00", plain(0xb0, 0, 0)],
      ["SELECT by name", "6A86", plain(0xa4, 4, 0, 1)],
    ];
    const session = await card.open("area", areaKeys());
    for (const [name, sw, command] of refusals) expect(await swOf(session, command), name).to.equal(sw);
    expect(card.state()).to.equal(before);
  });

  it("do not activate a DF whose files are not those that it announced", async () => {
    const card = new FsCard();
    await runSteps(card, [...SET_AREA, ...LOAD.slice(0, -2)]);
    const before = card.state();
    const session = await card.open("area", areaKeys());
    await swOf(session, SELECT.command);
    expect(await swOf(session, LOAD.at(-1)!.command)).to.equal("6985");
    for (const step of PERSONALISE) expect(await swOf(session, step.command), step.name).to.equal("6985");
    expect(card.state()).to.equal(before);
  });

  it("add no file to a DF that is at work", async () => {
    const card = new FsCard();
    await runSteps(card, [...SET_AREA, ...LOAD]);
    const session = await card.open("area", areaKeys());
    await swOf(session, SELECT.command);
    const file = { ...definition(1).files[0]!, id: 9 };
    expect(await swOf(session, createFile(encodeRecordFile(file)))).to.equal("6985");
  });

  it("deactivate a DF, which is then not selectable and told as locked, and activate it again as it was", async () => {
    const card = new FsCard();
    const use = () => openCardApp(card, definition(1).aid, serviceKeysOf(1), seededRandom("host"));
    await runSteps(card, [...SET_AREA, ...LOAD, ...PERSONALISE]);
    expect((await refusal(use())).code).to.equal("card-app.not-loaded");
    expect(card.hex("00A4040007F04D41444F0001")).to.match(/9000$/);
    expect(card.hex("80CADF7100")).to.include("9F70019F");
    const session = await card.open("area", areaKeys());
    const asked = new CommandApdu(0x00, 0xa4, 0x01, 0x04, Uint8Array.of(0x4d, 0x01), 256);
    expect(toHex((await session.transmit(asked)).data)).to.include("8A0104");
    expect(await swOf(session, LOAD.at(-1)!.command)).to.equal("9000");
    expect(toHex((await session.transmit(asked)).data)).to.include("8A0105");
    expect((await refusal((await use()).verifyPin("1234"))).code).to.equal("card-app.locked");
  });

  it("never leave a key in clear on the line", async () => {
    const card = new FsCard();
    await runSteps(card, [...SET_AREA, ...LOAD, ...PERSONALISE]);
    const line = card.trace.join();
    for (const { enc, mac, dek } of [settingKeys(), areaKeys(), serviceKeysOf(1)]) {
      for (const key of [enc, mac, dek]) expect(line).to.not.include(toHex(key));
    }
    expect(line).to.not.include("31323334");
  });
});
