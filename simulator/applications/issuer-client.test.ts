import { verify } from "node:crypto";
import { expect } from "chai";
import { ascii, equal, fromHex, toHex } from "#card/bytes/bytes.js";
import { TEXT_INPUT_AID, VISUAL_AID } from "#card/myna/aids.js";
import { IssuerClient } from "#card/myna/issuer-client.js";
import { parseAttributes, parseNumber, parseSignedKey, TEXT_EF } from "#card/myna/text-files.js";
import { parseCardFace, VISUAL_EF } from "#card/myna/visual-files.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { FileIssuer, FileMemory } from "../files/file-memory.js";
import { CardDirectory, fixedApplications } from "../kernel/card-directory.js";
import { Kernel } from "../kernel/kernel.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import { issueText, TextApplication } from "./text-input/text-application.js";
import { issueVisual, visualApplication } from "./visual/visual-application.js";

describe("a terminal at the issuer's applications", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys
  let client: IssuerClient;
  /** Every octet that went over the interface, as text. */
  let wire: string;

  beforeEach(async () => {
    const random = seededRandom("terminal");
    const card = await issuePerson("taro", { keys: new KeyStore(), clock: new VirtualClock(), random });
    const nvm = FlatNvm.format({ capacity: 65_536, journal: 32_768 });
    nvm.transaction((write) => {
      issueVisual(new FileIssuer(write, 1), card);
      issueText(new FileIssuer(write, 2), card);
    });
    const visual = visualApplication({ memory: new FileMemory(nvm, 1), random });
    const text = new TextApplication({ memory: new FileMemory(nvm, 2), random });
    const directory = new CardDirectory(() => visual, [fixedApplications(text)]);
    const kernel = new Kernel({
      atr: fromHex("3BE000FF8131FE4514"),
      directory,
      extendedLength: true,
      start: () => nvm.powerUp(),
    });
    kernel.powerOn();
    wire = "";
    client = new IssuerClient({
      async transmit(command) {
        const response = kernel.transmit(command);
        wire += Buffer.concat([command, response]).toString("latin1");
        return response;
      },
    });
  });

  it("goes from the PIN to the number, and from the number to the face", async () => {
    await client.select(TEXT_INPUT_AID);
    expect(await client.verify(TEXT_EF.pin, "1357")).to.deep.equal({ verified: true, triesLeft: undefined });
    const number = parseNumber(await client.read(TEXT_EF.number));
    await client.select(VISUAL_AID);
    expect((await client.verify(VISUAL_EF.codeA, number)).verified).to.equal(true);
    const face = parseCardFace(await client.read(VISUAL_EF.cardFace));
    expect(face.birth).to.equal("19890107");
    expect(face.photo.length).to.be.greaterThan(4000);
  });

  it("tells the tries that are left, and a blocked secret as 0", async () => {
    await client.select(TEXT_INPUT_AID);
    expect(await client.triesLeft(TEXT_EF.pin)).to.equal(3);
    expect(await client.verify(TEXT_EF.pin, "0000")).to.deep.equal({ verified: false, triesLeft: 2 });
    await client.verify(TEXT_EF.pin, "0000");
    await client.verify(TEXT_EF.pin, "0000");
    expect(await client.verify(TEXT_EF.pin, "1357")).to.deep.equal({ verified: false, triesLeft: 0 });
    expect(await client.triesLeft(TEXT_EF.blocked)).to.equal(0);
  });

  it("names the step and the status word of what the card refuses", async () => {
    await client.select(TEXT_INPUT_AID);
    const refusal = await client.read(TEXT_EF.attributes).catch(String);
    expect(refusal).to.contain("myna.refused").and.contain("READ BINARY").and.contain("6982");
    expect(await client.select(fromHex("A0000000000000")).catch(String)).to.contain("step=SELECT, sw=6A82");
  });

  it("keeps number, name and 照合番号A off the wire once secure messaging is open", async () => {
    await client.select(TEXT_INPUT_AID);
    await client.verify(TEXT_EF.pin, "1357");
    await client.protect(seededRandom("session"));
    wire = "";
    expect((await client.verify(TEXT_EF.codeA, "999990001020")).verified).to.equal(true);
    expect(await client.verify(TEXT_EF.codeB, "00000000000000")).to.deep.equal({ verified: false, triesLeft: 9 });
    expect(parseNumber(await client.read(TEXT_EF.number))).to.equal("999990001020");
    expect(parseAttributes(await client.read(TEXT_EF.attributes)).name).to.equal("見本　太郎");
    expect(wire).to.not.contain("999990001020");
    expect(wire).to.not.contain(Buffer.from("太郎").toString("latin1"));
  });

  it("reads the same octets protected and in clear, and proves that the card is there", async () => {
    await client.select(TEXT_INPUT_AID);
    await client.verify(TEXT_EF.pin, "1357");
    const clear = await client.read(TEXT_EF.signedKey);
    const signature = await client.prove(ascii("counter 3"));
    expect(verify("sha256", ascii("counter 3"), parseSignedKey(clear).cardKey, signature)).to.equal(true);
    await client.protect(seededRandom("session"));
    expect(equal(await client.read(TEXT_EF.signedKey), clear)).to.equal(true);
    expect(toHex((await client.read(TEXT_EF.applicationInfo)).subarray(0, 5))).to.equal("FF4082009F");
  });
});
