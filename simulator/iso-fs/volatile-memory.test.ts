import { expect } from "chai";
import { fromHex, readUintBE } from "#card/bytes/bytes.js";
import { findTlv } from "#card/iso7816/tlv.js";
import { createFile, deleteFile } from "#card/region/iso-fs/commands.js";
import { directoryOf, encodeDirectory } from "#card/region/iso-fs/control-parameters.js";
import { volatileSize } from "#card/region/load-file/size.js";
import { definition } from "../applications/card-app/rig.fixture.js";
import { runSteps, SET_AREA } from "./area-steps.fixture.js";
import { areaKeys, FsCard, swOf } from "./fs-card.fixture.js";

const FILE_ID = 0x4d01;
const create = (service: number) =>
  createFile(encodeDirectory(directoryOf(definition(service), FILE_ID - 1 + service)));

/** What FF21 tells of it (ETSI TS 102 226). */
function told(card: FsCard): number {
  card.selectArea();
  const resources = findTlv(card.send(fromHex("00CAFF2100")).slice(0, -2), 0xff21)!;
  return readUintBE(findTlv(resources, 0x83)!, 0, 4);
}

describe("the volatile memory of a native file system", () => {
  it("is taken by each DF when it is created and given back when it is deleted; a CREATE FILE without room for it writes nothing (R-CARD-07, R-AP-07)", async () => {
    const each = volatileSize(definition(1));
    const card = new FsCard({ volatile: 2 * each - 1 });
    await runSteps(card, SET_AREA);
    const session = await card.open("area", areaKeys());
    expect(await swOf(session, create(1))).to.equal("9000");
    const one = card.state();
    expect(await swOf(session, create(2))).to.equal("6A84");
    expect(card.state()).to.equal(one);
    expect(told(card)).to.equal(each - 1);
    const again = new FsCard({ volatile: 2 * each - 1, image: card.nvm.device.image });
    expect(told(again), "the DF's parameters know it").to.equal(each - 1);
    const next = await again.open("area", areaKeys());
    expect(await swOf(next, deleteFile(FILE_ID))).to.equal("9000");
    expect(await swOf(next, create(2))).to.equal("9000");
    expect(told(again)).to.equal(each - 1);
  });
});
