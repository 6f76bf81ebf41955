import { expect } from "chai";
import { fromHex, readUintBE } from "#card/bytes/bytes.js";
import { encodeInstallParameters, type GpChannel, install, loadCommands } from "#card/globalplatform/index.js";
import { findTlv } from "#card/iso7816/tlv.js";
import { ISSUER_DOMAIN_AID } from "#card/region/aids.js";
import { deleteAll } from "./area-steps.fixture.js";
import { ISSUER_KEYS, sw, TestCard } from "./gp-card.fixture.js";

const FILE = fromHex("F04D41444F2113101F01");
const application = (number: number) => fromHex(`F04D41444F2013101F0${number}`);

describe("the volatile memory of a GlobalPlatform card", () => {
  const announce = (volatileSpace: number) =>
    install.encode({ purpose: "load", loadFileAid: FILE, parameters: encodeInstallParameters({ volatileSpace }) });
  const installing = (number: number, volatileSpace: number) =>
    install.encode({
      purpose: "install-and-make-selectable",
      loadFileAid: FILE,
      moduleAid: application(number),
      applicationAid: application(number),
      privileges: 0,
      parameters: encodeInstallParameters({ application: new Uint8Array(0), volatileSpace }),
    });
  /** What FF21 tells of it (ETSI TS 102 226). */
  const told = (card: TestCard): number => {
    card.select(ISSUER_DOMAIN_AID);
    const resources = findTlv(card.send(fromHex("80CAFF2100")).slice(0, -2), 0xff21)!;
    return readUintBE(findTlv(resources, 0x83)!, 0, 4);
  };

  it("is taken by each application as its installation asks (C7) and given back by its deletion, resets between (R-CARD-07, R-AP-07)", async () => {
    const card = new TestCard({ volatile: 100 });
    const on = async (body: (channel: GpChannel) => Promise<void>, one = card) =>
      body(await one.open(ISSUER_DOMAIN_AID, ISSUER_KEYS));
    await on(async (channel) => {
      const fresh = card.state();
      expect(sw(await channel.transmit(announce(101))), "a load that cannot be installed").to.equal("6A84");
      expect(card.state(), "refused before the first write").to.equal(fresh);
      expect(sw(await channel.transmit(announce(100)))).to.equal("9000");
      for (const block of loadCommands(new Uint8Array(40), 200)) await channel.transmit(block);
      const loaded = card.state();
      expect(sw(await channel.transmit(installing(1, 101)))).to.equal("6A84");
      expect(card.state()).to.equal(loaded);
      expect(sw(await channel.transmit(installing(1, 60)))).to.equal("9000");
      const one = card.state();
      expect(sw(await channel.transmit(installing(2, 41)))).to.equal("6A84");
      expect(card.state()).to.equal(one);
      expect(sw(await channel.transmit(installing(2, 40)))).to.equal("9000");
    });
    expect(told(card)).to.equal(0);
    const reopened = TestCard.reopen(card.nvm.device.image, { volatile: 100 });
    expect(told(reopened), "the registry knows it").to.equal(0);
    await on(async (channel) => {
      expect(sw(await channel.transmit(deleteAll(application(1))))).to.equal("9000");
    }, reopened);
    expect(told(reopened)).to.equal(60);
    await on(async (channel) => {
      expect(sw(await channel.transmit(deleteAll(FILE)))).to.equal("9000");
    }, reopened);
    expect(told(reopened)).to.equal(100);
  });

  it("is asked of the application's own code where the card knows it, whatever the host says", async () => {
    const factory = {
      recognise: () => true,
      validate: () => 0x9000,
      describe: () => ({ modules: [application(1), application(2)] }),
      volatileSize: (file: Uint8Array) => file.length,
      create: () => undefined,
      instantiate: () => {
        throw new TypeError("is not selected here");
      },
      personalise: () => 0x6985,
    };
    const card = new TestCard({ volatile: 100, factories: [factory] });
    const channel = await card.open(ISSUER_DOMAIN_AID, ISSUER_KEYS);
    expect(sw(await channel.transmit(announce(1)))).to.equal("9000");
    for (const block of loadCommands(new Uint8Array(51), 200)) await channel.transmit(block);
    expect(sw(await channel.transmit(installing(1, 1)))).to.equal("9000");
    const one = card.state();
    expect(sw(await channel.transmit(installing(2, 1)))).to.equal("6A84");
    expect(card.state()).to.equal(one);
  });
});
