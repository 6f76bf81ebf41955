import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { seededRandom } from "#card/ports/random.js";
import type { AreaListing } from "#card/region/card-driver.js";
import { cardAppAid, cardAppLoadFileAid, dialectTable, neededSpace } from "#card/region/index.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import { volatileSize } from "#card/region/load-file/size.js";
import type { CardAppPackage, PackageFile } from "#card/region/package.js";
import { createCard } from "#simulator/card/index.js";
import type { CardPersonalisation } from "#simulator/people/index.js";
import { type CardProfile, findProfile, profileNames } from "#simulator/profiles/index.js";
import { standardPackage } from "./standard-package.js";
import { type SetCard, setTrialCard, trialHolder, tryProfile } from "./try-profile.js";

const signer = generateKeyPairSync("ed25519").privateKey;
const SERVICES = 6;

/** Instruction octets of commands that only read or open a channel: what a refused load may send at most is GET DATA and SELECT. */
const READING = new Set([0xa4, 0xca, 0xc0]);

const files = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 }).chain((ids) =>
  fc.tuple(
    ...ids
      .sort((a, b) => a - b)
      .map((id) =>
        fc.record({
          id: fc.constant(id),
          records: fc.integer({ min: 1, max: 12 }),
          recordSize: fc.integer({ min: 1, max: 224 }),
          access: fc.constant<PackageFile["access"]>({ read: "system", update: "system" }),
        }),
      ),
  ),
);

/** A package of any shape: names, keys and PINs of any length, one to twelve files of up to 2.7 KiB each. */
const packages = fc
  .record({
    service: fc.integer({ min: 1, max: SERVICES }),
    tail: fc.uint8Array({ maxLength: 5 }),
    version: fc.stringMatching(/^[0-9.]{1,16}$/),
    keyLength: fc.constantFrom(16 as const, 24 as const, 32 as const),
    maxLength: fc.integer({ min: 4, max: 12 }),
    files,
  })
  .map(({ service, tail, version, keyLength, maxLength, files }) =>
    buildPackage(
      {
        aid: Uint8Array.of(...cardAppAid("13101", service), ...tail),
        loadFileAid: Uint8Array.of(...cardAppLoadFileAid("13101", service), ...tail),
        municipality: "13101",
        version,
        serviceKey: { version: 1, length: keyLength },
        pin: { tries: 3, minLength: 4, maxLength },
        files,
      },
      signer,
    ),
  );

const action = fc.oneof(
  { weight: 3, arbitrary: packages.map((pkg) => ({ do: "load" as const, pkg })) },
  { weight: 2, arbitrary: fc.nat(20).map((pick) => ({ do: "delete" as const, pick })) },
  { weight: 1, arbitrary: fc.nat(20).map((pick) => ({ do: "personalise" as const, pick })) },
);

const held = ({ applications }: AreaListing): number => applications.reduce((sum, { size }) => sum + size, 0);

describe("the memory of every profile's regional area", function () {
  this.timeout(120_000);
  let person: CardPersonalisation;
  before(async () => {
    person = await trialHolder();
  });

  /** Sends what `act` sends and gives its error and the commands that are no plain reading. */
  async function watch({ card }: SetCard, act: () => Promise<unknown>) {
    const sent: string[] = [];
    card.observer = (command) => {
      if (!READING.has(command[1]!)) sent.push(toHex(command.subarray(0, 4)));
    };
    try {
      await act();
      return { sent, error: undefined };
    } catch (error) {
      if (!isMadoguchiError(error)) throw error;
      return { sent, error };
    } finally {
      card.observer = undefined;
    }
  }

  /** One load, and all that it must keep. Gives whether the package went on the card. */
  async function load(
    one: SetCard,
    pkg: CardAppPackage,
    loaded: ReadonlyMap<string, CardAppPackage>,
  ): Promise<boolean> {
    const { driver, link, keys, card } = one;
    const before = await driver.list(link);
    const image = card.snapshot();
    const needed = neededSpace(pkg, driver.dialect);
    const { error, sent } = await watch(one, () => driver.load(link, keys, pkg));
    const after = await driver.list(link);
    if (error === undefined) {
      expect(before.memory.free - after.memory.free, "a load takes what was asked for").to.equal(needed);
      const session = before.memory.volatile.free - after.memory.volatile.free;
      expect(session, "and its session's volatile memory").to.equal(volatileSize(pkg));
      return true;
    }
    const present =
      loaded.has(toHex(pkg.aid)) ||
      [...loaded.values()].some((other) => toHex(other.loadFileAid) === toHex(pkg.loadFileAid));
    expect(error.code).to.equal(present ? "card.application-present" : "card.no-space");
    const { free, volatile } = before.memory;
    const fits = needed <= free && volatileSize(pkg) <= volatile.free;
    if (!present) expect(fits, "refused only when it would not fit").to.equal(false);
    expect(sent, "no writing command").to.deep.equal([]);
    expect(Buffer.compare(card.snapshot(), image), "the image is as it was").to.equal(0);
    return false;
  }

  /** The same vendor's card with no octet to spare: what is reserved is used up, and the area ends with the card's memory. */
  function tight(profile: CardProfile): CardProfile {
    const alone: CardProfile = profile.dialect === "iso-fs" ? profile : { ...profile, tenants: [] };
    const { used } = createCard({ profile: alone, person, random: seededRandom("tight") }).nvm;
    const figure = (value: number) => ({ value, assumed: true as const });
    const total = figure(used + profile.memory.areaQuota.value);
    return { ...alone, memory: { ...profile.memory, reserved: figure(used), total } };
  }

  const cards = profileNames().flatMap((name) => [
    { name, label: name, profile: () => findProfile(name) },
    { name, label: `${name} without an octet to spare`, profile: () => tight(findProfile(name)) },
  ]);
  for (const { name, label, profile } of cards) {
    it(`is accounted for to the octet over any loads, deletions and personalisations: ${label} (R-CARD-07, R-CARD-08, R-AP-07)`, async () => {
      const one = await setTrialCard(profile(), dialectTable, person);
      const { driver, link, keys, card } = one;
      const fresh = card.snapshot();
      const start = await driver.list(link);
      const empty = start.memory;
      const tenants = start.applications.map(({ aid }) => aid);
      const usedBefore = card.nvm.used;
      const sequence = async (actions: readonly (typeof action extends fc.Arbitrary<infer T> ? T : never)[]) => {
        card.restore(fresh);
        card.powerOn();
        const loaded = new Map<string, CardAppPackage>();
        const pick = (number: number) => [...loaded.keys()][number % Math.max(1, loaded.size)];
        for (const one_ of actions) {
          const aid = one_.do === "load" ? toHex(one_.pkg.aid) : pick(one_.pick);
          if (aid === undefined) continue;
          const before = await driver.list(link);
          if (one_.do === "load") {
            if (await load(one, one_.pkg, loaded)) loaded.set(aid, one_.pkg);
          } else if (one_.do === "delete") {
            const { size } = before.applications.find((entry) => entry.aid === aid)!;
            const session = volatileSize(loaded.get(aid)!);
            const used = card.nvm.used;
            await driver.remove(link, keys, fromHex(aid));
            loaded.delete(aid);
            const { volatile } = (await driver.list(link)).memory;
            expect(volatile.free - before.memory.volatile.free, "volatile memory too").to.equal(session);
            expect(used - card.nvm.used, "deletion gives every octet back").to.equal(size);
          } else {
            const { serviceKey, files } = loaded.get(aid)!;
            const part = new Uint8Array(serviceKey.length).fill(1);
            await driver.personalise(link, keys, fromHex(aid), {
              serviceKeys: { version: serviceKey.version, enc: part, mac: part, dek: part },
              records: [{ file: files[0]!.id, record: 1, data: Uint8Array.of(1) }],
            });
          }
          const now = await driver.list(link);
          expect(now.memory.used + now.memory.free).to.equal(now.memory.quota);
          expect(now.memory.quota).to.equal(findProfile(name).memory.areaQuota.value);
          expect(now.memory.used - empty.used, "what is used is what is listed").to.equal(held(now) - held(start));
          expect(card.nvm.used - usedBefore, "and what the image holds").to.equal(held(now) - held(start));
          const sessions = [...loaded.values()].reduce((sum, pkg) => sum + volatileSize(pkg), 0);
          expect(now.memory.volatile.free + sessions).to.equal(empty.volatile.free);
          expect(now.applications.map((entry) => entry.aid)).to.have.members([...tenants, ...loaded.keys()]);
        }
        for (const aid of loaded.keys()) await driver.remove(link, keys, fromHex(aid));
        expect((await driver.list(link)).memory).to.deep.equal(empty);
        expect(card.nvm.used).to.equal(usedBefore);
      };
      await fc.assert(fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 10 }), sequence), { numRuns: 20 });
    });
  }

  for (const name of profileNames()) {
    it(`refuses before the first write a load whose session the volatile memory has no room for, and takes it once another is gone: ${name} (R-CARD-07, R-AP-07)`, async () => {
      const profile = findProfile(name);
      const each = volatileSize(standardPackage(1));
      const tenants = (await tryProfile(profile, dialectTable)).memory.volatile.free;
      const taken = profile.memory.transient.value - tenants;
      const transient = { value: taken + 3 * each - 1, assumed: true as const };
      const one = await setTrialCard({ ...profile, memory: { ...profile.memory, transient } }, dialectTable, person);
      const { driver, link, keys } = one;
      const loaded = new Map<string, CardAppPackage>();
      for (const service of [1, 2]) {
        expect(await load(one, standardPackage(service), loaded)).to.equal(true);
        loaded.set(toHex(standardPackage(service).aid), standardPackage(service));
      }
      expect(await load(one, standardPackage(3), loaded)).to.equal(false);
      const { memory } = await driver.list(link);
      expect(memory.volatile.free).to.equal(each - 1);
      expect(memory.free, "of the other memory there is enough").to.be.above(
        neededSpace(standardPackage(3), driver.dialect),
      );
      await driver.remove(link, keys, standardPackage(1).aid);
      expect(await load(one, standardPackage(3), loaded)).to.equal(true);
    });
  }

  it("holds as many applications as follow from its figures, and not the same number on every card (R-CARD-07)", async () => {
    const counts = new Map<string, number>();
    for (const name of profileNames()) {
      const profile = findProfile(name);
      const { memory, applications } = await tryProfile(profile, dialectTable);
      const each = neededSpace(standardPackage(1), profile.dialect);
      const fits = Math.floor((profile.memory.areaQuota.value - memory.used) / each);
      const sessions = Math.floor(memory.volatile.free / volatileSize(standardPackage(1)));
      expect(applications, name).to.equal(Math.min(fits, sessions));
      counts.set(name, applications);
    }
    expect(new Set(counts.values()).size, JSON.stringify([...counts])).to.be.above(profileNames().length / 2);
  });
});
