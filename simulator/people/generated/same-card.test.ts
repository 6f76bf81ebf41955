import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { createCard } from "../../card/index.js";
import { findProfile, profileNames } from "../../profiles/index.js";
import { issuePerson } from "../issue-person.js";
import { KeyStore } from "../key-store.js";
import type { CardPersonalisation } from "../person.js";

const keys = new KeyStore();

/** SHA-256 of a new card's whole memory. */
function digestOf(person: CardPersonalisation, random: string, profile = "aoba"): string {
  const card = createCard({ profile: findProfile(profile), person, random: seededRandom(random) });
  return createHash("sha256").update(card.snapshot()).digest("hex");
}

const issue = (name: string, clock: string, random: string, store = keys) =>
  issuePerson(name, { keys: store, clock: new VirtualClock(clock), random: seededRandom(random) });

describe("a generated resident's card", function () {
  this.timeout(60_000); // the first run looks for primes
  const [now, later] = ["2026-04-01T09:00:00+09:00", "2031-01-01T09:00:00+09:00"];

  it("is the same to the last octet for the same seed, whatever clock, randomness and key folder it is issued with", async () => {
    const folder = mkdtempSync(`${tmpdir()}/madoguchi-seeded-`);
    try {
      const person = await issue("seed:same+minor", now, "one");
      const first = digestOf(person, "one");
      const again = digestOf(await issue("seed:same+minor", later, "two", new KeyStore(folder)), "two");
      expect(again).to.equal(first);
      // Written down once: another machine, or a changed search for primes, shows here. It covers the holder's key and days and the authority's key.
      const certificate = createHash("sha256").update(person.jpki.auth.certificate).digest("hex");
      expect(certificate.slice(0, 16)).to.equal("5a64f0d9a86bef21");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is another for another seed, down to the keys", async () => {
    const [one, other] = [await issue("seed:same+minor", now, "one"), await issue("seed:other+minor", now, "one")];
    expect(digestOf(one, "one")).not.to.equal(digestOf(other, "one"));
    expect(one.jpki.auth.privateKey.equals(other.jpki.auth.privateKey)).to.equal(false);
  });

  it("holds certificates of the days its history says, under a test authority that is the same for all", async () => {
    const person = await issue("seed:same+moved-in", now, "one");
    const { card, municipality } = person.resident as {
      card?: { issuer?: string; certificates: string };
    } & typeof person.resident;
    const certificate = new X509Certificate(person.jpki.auth.certificate);
    expect(certificate.verify(new X509Certificate(person.jpki.authCa).publicKey)).to.equal(true);
    expect(certificate.checkPrivateKey(person.jpki.auth.privateKey)).to.equal(true);
    const from = new Date(new Date(certificate.validFrom).getTime() + 9 * 3_600_000).toISOString().slice(0, 10);
    expect(from.replaceAll("-", "")).to.equal(card?.certificates);
    expect(person.issuer).to.equal(card?.issuer).and.not.equal(municipality);
  });

  it("fits every vendor's card, with the longest names too", async () => {
    const person = await issue("seed:same+foreign+alias+gaiji+long-name", now, "one");
    for (const profile of profileNames()) expect(digestOf(person, "one", profile)).to.match(/^[0-9a-f]{64}$/);
  });
});
