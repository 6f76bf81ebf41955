import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { deriveAreaKeys, deriveServiceKeys, keyCheckValues } from "./derived-keys.js";

const MASTER = fromHex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
const CARD = fromHex("4D4144303030303031");

/*
 * Expected values from OpenSSL 3.0.19:
 * openssl kdf -keylen 16 -kdfopt mac:CMAC -kdfopt cipher:AES-256-CBC -kdfopt hexkey:<master>
 *   -kdfopt hexsalt:4D41444F47554348492041524541 -kdfopt hexinfo:4B3100<card id>02<part> KBKDF
 */
describe("keys of a card, derived from a master", () => {
  const area = { keyId: "K1", generation: 1, master: MASTER };

  it("are what OpenSSL's KBKDF derives under the label and context of decision 0002", () => {
    const keys = deriveAreaKeys(area, CARD, "area");
    expect(toHex(keys.enc)).to.equal("10EFD2D9FB407DF35F676806B4C0A362");
    expect(toHex(keys.mac)).to.equal("2E51CDD467591963428177D901EB68BD");
    expect(toHex(keys.dek)).to.equal("3F179F23157552BE7C4E1EEE9F1E7B20");
    expect(keys.version).to.equal(1);
    expect(toHex(deriveAreaKeys(area, CARD, "setting", 32).enc)).to.equal(
      "9769889C085683742A4FFB627C2FE68B4F5A77E9D458A0A860C7C8FD7AEF9A81",
    );
  });

  it("differ by usage, card, key id and generation's master, and between applications", () => {
    const seen = [
      deriveAreaKeys(area, CARD, "area"),
      deriveAreaKeys(area, CARD, "setting"),
      deriveAreaKeys(area, fromHex("4D4144303030303032"), "area"),
      deriveAreaKeys({ ...area, keyId: "K2" }, CARD, "area"),
      deriveServiceKeys(MASTER, 1, fromHex("F04D41444F2013101F01"), CARD),
      deriveServiceKeys(MASTER, 1, fromHex("F04D41444F2013101F02"), CARD),
    ].flatMap((keys) => [keys.enc, keys.mac, keys.dek].map(toHex));
    expect(new Set(seen).size).to.equal(18);
  });

  it("are shown to people by check values only", () => {
    const testKey = fromHex("404142434445464748494A4B4C4D4E4F");
    const keys = { version: 1, enc: testKey, mac: testKey, dek: testKey };
    expect(toHex(keyCheckValues(keys))).to.equal("504A77504A77504A77");
  });

  it("are not derived from a master of another length", () => {
    try {
      deriveAreaKeys({ ...area, master: MASTER.subarray(1) }, CARD, "area");
      expect.fail("a short master was accepted");
    } catch (error) {
      expect(isMadoguchiError(error, "card-key.bad-master")).to.equal(true);
    }
  });
});
