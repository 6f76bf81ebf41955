import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { refusal } from "#card/errors/refusal.fixture.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { softKek } from "../keys/kek.js";
import { KeyVault } from "../keys/key-vault.js";
import { Wrapping } from "../keys/wrapping.js";
import { municipalitiesOf } from "../municipalities/municipalities.js";
import { openStore } from "../store/store.js";
import { withDirectory } from "../store/testing/samples.js";
import { readPartners } from "./partners.js";
import { Tickets } from "./tickets.js";

const town = (code: string) => municipalitiesOf([{ code, predecessors: [] }]);
const octets = (length: number, value: number) => new Uint8Array(length).fill(value);
const contents = {
  cardId: "0102",
  from: "13101",
  usage: "area",
  keys: { version: 1, enc: octets(16, 1), mac: octets(16, 2), dek: octets(16, 3) },
} as const;

describe("the keys by which two systems exchange tickets", () => {
  it("come from the vault, go to the partner by file, and open what was sealed for them after a restart", () =>
    withDirectory(async (directory) => {
      const clock = new VirtualClock();
      const file = join(directory, "store.sqlite");
      const system = async (code: string, partners: Parameters<typeof readPartners>[0] = []) => {
        const store = await openStore(file);
        const vault = new KeyVault(new Wrapping(softKek(octets(32, 9), "file", seededRandom(code))), { store, clock });
        const privateKey = vault.exchangeKey.bind(vault);
        const parts = { clock, municipalities: town(code), newId: () => "t1", privateKey };
        return { tickets: new Tickets({ ...parts, partners: await readPartners(partners) }), store };
      };
      const first = await system("13102");
      const published = { keys: await first.tickets.publicKeys("13102") };
      const jwks = join(directory, "b.jwks");
      writeFileSync(jwks, JSON.stringify(published));
      await first.store.close();

      const issuer = await system("13101", [{ code: "13102", name: "b", keys: jwks, predecessors: [] }]);
      const ownKeys = join(directory, "a.jwks");
      writeFileSync(ownKeys, JSON.stringify({ keys: await issuer.tickets.publicKeys("13101") }));
      const { ticket } = await issuer.tickets.issue("13101", "13102", contents, 1);
      await issuer.store.close();

      const again = await system("13102", [{ code: "13101", name: "a", keys: ownKeys, predecessors: [] }]);
      expect({ keys: await again.tickets.publicKeys("13102") }).to.deep.equal(published);
      const opened = await again.tickets.open("13102", ticket);
      expect({ ...opened, keys: { ...opened.keys, enc: [...opened.keys.enc] } }).to.deep.include({
        ...{ id: "t1", issuer: "13101", cardId: "0102", from: "13101", usage: "area" },
      });
      expect(opened.keys.dek).to.deep.equal(contents.keys.dek);
      const record = await again.store.of("13102").masterKeys.find("exchange", "open", 1);
      expect(Buffer.from(record!.wrapped).includes(Buffer.from("300d06092a864886f70d010101", "hex"))).to.equal(false);
      await again.store.close();
    })).timeout(20_000);

  it("are refused, with the file, when they are something else than one public key for each purpose", () =>
    withDirectory(async (directory) => {
      const n = Buffer.alloc(256, 0xc1).toString("base64url");
      const key = (use: string, alg: string, more: object = {}) => ({
        kty: "RSA",
        n,
        e: "AQAB",
        use,
        alg,
        kid: use,
        ...more,
      });
      const [sig, enc] = [key("sig", "PS256"), key("enc", "RSA-OAEP-256")];
      const file = join(directory, "partner.jwks");
      const read = (content: string) => {
        writeFileSync(file, content);
        return readPartners([{ code: "13102", name: "b", keys: file, predecessors: [] }]);
      };
      await read(JSON.stringify({ keys: [sig, enc] }));
      for (const bad of [
        "",
        "{",
        "[]",
        JSON.stringify({ keys: [] }),
        JSON.stringify({ keys: [sig] }),
        JSON.stringify({ keys: [enc, sig] }),
        JSON.stringify({ keys: [sig, enc, enc] }),
        JSON.stringify({ keys: [sig, key("enc", "RSA1_5")] }),
        JSON.stringify({ keys: [sig, key("enc", "RSA-OAEP-256", { d: "AQAB" })] }),
        JSON.stringify({ keys: [{ ...sig, n: Buffer.alloc(128, 0xc1).toString("base64url") }, enc] }),
      ]) {
        const { code, details } = await refusal(read(bad));
        expect({ code, ...details }, bad).to.deep.equal({ code: "move.bad-partner-keys", municipality: "13102", file });
      }
    }));
});
