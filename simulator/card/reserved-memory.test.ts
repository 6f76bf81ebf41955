import { expect } from "chai";
import { fromHex, readUintBE } from "#card/bytes/bytes.js";
import { openScp03, putChannelKeys, storeDataCommands } from "#card/globalplatform/index.js";
import { findTlv } from "#card/iso7816/tlv.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import type { CardPersonalisation } from "../people/person.js";
import type { CardProfile } from "../profiles/profile.js";
import { findProfile, profileNames } from "../profiles/read-profile.js";
import { createCard } from "./create-card.js";
import type { SimulatedCard } from "./simulated-card.js";

const TEST_KEY = fromHex("404142434445464748494A4B4C4D4E4F");

describe("the memory that is reserved for the issuer", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys
  let person: CardPersonalisation;
  before(async () => {
    const ports = { keys: new KeyStore(), clock: new VirtualClock(), random: seededRandom("reserved") };
    person = await issuePerson("hanako", ports);
  });

  function newCard(profile: CardProfile): SimulatedCard {
    const card = createCard({ profile, person, random: seededRandom("card") });
    card.powerOn();
    return card;
  }

  type Figures = Partial<Record<keyof CardProfile["memory"], number>>;
  function withMemory(profile: CardProfile, figures: Figures): CardProfile {
    const changed = Object.entries(figures).map(([name, value]) => [name, { value, assumed: true }]);
    return { ...profile, memory: { ...profile.memory, ...Object.fromEntries(changed) } };
  }

  /** Octets that the issuer's applications, domains and keys hold on a card of this profile: what is used without a tenant. */
  const heldByIssuer = (profile: CardProfile): number =>
    newCard(profile.dialect === "iso-fs" ? profile : { ...profile, tenants: [] }).nvm.used;

  /** What whoever is selected after a reset tells to be free (FF21). */
  function toldFree(card: SimulatedCard): number {
    const answer = card.transmit(fromHex("00CAFF2100"));
    return readUintBE(findTlv(findTlv(answer.slice(0, -2), 0xff21)!, 0x82)!, 0, 4);
  }

  for (const name of profileNames()) {
    it(`leaves total less reserved on a fresh card, and may be used up by the issuer to the octet, not beyond: ${name} (R-CARD-09)`, () => {
      const profile = findProfile(name);
      const { total, reserved, areaQuota } = profile.memory;
      const bare: CardProfile = profile.dialect === "iso-fs" ? profile : { ...profile, tenants: [] };
      expect(toldFree(newCard(bare))).to.equal(total.value - reserved.value);
      const held = heldByIssuer(profile);
      expect(held % 8, "memory is given out by eight octets").to.equal(0);
      const exact = newCard(withMemory(bare, { reserved: held, total: held + areaQuota.value }));
      expect(toldFree(exact)).to.equal(areaQuota.value);
      expect(exact.nvm.free, "what is told is there").to.equal(areaQuota.value);
      expect(() => newCard(withMemory(bare, { reserved: held - 1 })))
        .to.throw()
        .with.property("code", "profile.reserved-exceeded");
      const tiny = withMemory(bare, { reserved: 4096, areaQuota: 1024, total: 5120 });
      expect(() => newCard(tiny))
        .to.throw()
        .with.property("code", "profile.reserved-exceeded");
    });
  }

  it("counts the domains and their keys with the applications, in the refusal too (R-CARD-09)", () => {
    const held = heldByIssuer(findProfile("aoba"));
    const short = withMemory(findProfile("aoba"), { reserved: held - 8 });
    expect(() => newCard(short))
      .to.throw()
      .with.deep.property("details", { profile: "aoba", held, reserved: held - 8 });
  });

  it("is all that the issuer's domain may take for keys and objects of its own: what was promised to others stays (R-CARD-09, R-CARD-08)", async () => {
    const profile = findProfile("aoba");
    const held = heldByIssuer(profile);
    const quota = profile.memory.areaQuota.value;
    const card = newCard(withMemory(profile, { reserved: held + 64, areaQuota: quota, total: held + 64 + quota }));
    const link: CardLink = { transmit: async (command) => card.transmit(command) };
    const keys = { version: 1, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY };
    const channel = await openScp03(link, keys, { level: 3, random: seededRandom("host") });
    const store = async (octets: number) => {
      const object = [0xdf, 0x10, octets, ...new Uint8Array(octets)];
      return (await channel.transmit(storeDataCommands(Uint8Array.from(object), 200, "tlv")[0]!)).sw;
    };
    const put = async () => {
      const more = { ...keys, version: 0x30 };
      const command = putChannelKeys(more, 0, (value) => channel.encryptSensitive(value), channel.keyFormat);
      return (await channel.transmit(command)).sw;
    };
    const before = card.nvm.used;
    expect(await store(49)).to.equal(0x6a84);
    expect(card.nvm.used).to.equal(before);
    expect(await store(16)).to.equal(0x9000);
    expect(card.nvm.used).to.equal(before + 32);
    expect(await put(), "53 octets of keys, 32 left").to.equal(0x6a84);
    expect(await store(48)).to.equal(0x9000);
    expect(card.nvm.free).to.equal(quota);
    card.powerOn();
    expect(toldFree(card)).to.equal(quota);
  });

  it("does not give way to a tenant: a profile without room for it beside is refused, by name", () => {
    const tsubaki = findProfile("tsubaki");
    const { reserved } = tsubaki.memory;
    for (const figures of [{ total: reserved.value + 8192, areaQuota: 8192 }, { transient: 4 }]) {
      expect(() => newCard(withMemory(tsubaki, figures)))
        .to.throw()
        .that.deep.includes({ code: "profile.tenants-exceeded" })
        .with.nested.property("details.tenants", "driving-licence");
    }
  });
});
