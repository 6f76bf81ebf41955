import { expect } from "chai";
import fc from "fast-check";
import { toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { openCardApp } from "#card/region/card-app-session.js";
import type { CardDriver } from "#card/region/card-driver.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import type { CardPersonalisation } from "../people/person.js";
import { findProfile, profileNames } from "../profiles/read-profile.js";
import { type Materials, materialsOf, type SweptApplication } from "../sweep/materials.js";
import { createCard } from "./create-card.js";
import type { SimulatedCard } from "./simulated-card.js";

type Step =
  | { readonly kind: "wrong" | "right" | "malformed" | "lock" | "reset-pin" | "foreign-key"; readonly app: number }
  | { readonly kind: "cut"; readonly app: number; readonly right: boolean; readonly octet: number }
  | { readonly kind: "power" | "reader" };

const app = fc.nat(1);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("wrong" as const), app }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          "right" as const,
          "malformed" as const,
          "lock" as const,
          "reset-pin" as const,
          "foreign-key" as const,
        ),
        app,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("cut" as const), app, right: fc.boolean(), octet: fc.nat(45) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("power" as const, "reader" as const) }) },
  ),
  { maxLength: 14 },
);

/** A card with two applications of one municipality, in whichever reader it lies. */
class Counter implements CardLink {
  readonly profile: string;
  readonly person: CardPersonalisation;
  readonly random = seededRandom("regional pins");
  materials!: Materials;
  driver!: CardDriver;
  card!: SimulatedCard;
  /** Tries left of the two, as a counter of its own for each would say. */
  left: number[] = [];
  #contactless = true;

  private constructor(profile: string, person: CardPersonalisation) {
    this.profile = profile;
    this.person = person;
  }

  static async issue(profile: string, person: CardPersonalisation): Promise<Counter> {
    const made = new Counter(profile, person);
    await made.insert();
    const { driver } = made;
    const { cardId } = await driver.identify(made);
    const materials = materialsOf(profile, { driver, cardId });
    made.materials = materials;
    const { settingKeys, first } = materials;
    await driver.setArea(made, { setting: settingKeys, area: first.keys }, first.setting);
    for (const one of made.apps) await made.load(one);
    for (const one of made.apps) await driver.setPin(made, first.keys, one.pkg.aid, one.pin);
    made.left = made.apps.map(({ pkg }) => pkg.pin.tries);
    return made;
  }

  get apps(): readonly SweptApplication[] {
    return [this.materials.own, this.materials.neighbour];
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.card.transmit(command);
  }

  /** Puts the card, with the memory it has, into a reader of the other kind. */
  async insert(snapshot?: Uint8Array): Promise<void> {
    const profile = findProfile(this.profile);
    this.#contactless = !this.#contactless && profile.atr.contactless !== undefined;
    const { person, random } = this;
    this.card = createCard({ profile, person, random, contactless: this.#contactless });
    if (snapshot !== undefined) this.card.restore(snapshot);
    this.card.powerOn();
    this.driver = await chooseDriver(this.card.atr, this, random);
  }

  async load({ pkg, serviceKeys, records }: SweptApplication): Promise<void> {
    const { keys } = this.materials.first;
    await this.driver.load(this, keys, pkg);
    await this.driver.personalise(this, keys, pkg.aid, { serviceKeys, records });
  }

  session(index: number) {
    const { pkg, serviceKeys } = this.apps[index]!;
    return openCardApp(this, pkg.aid, serviceKeys, this.random);
  }

  /** `ok`, or the code of the refusal. */
  async verify(index: number, pin: string): Promise<string> {
    const session = await this.session(index);
    return outcome(session.verifyPin(pin));
  }

  async expectAll(): Promise<void> {
    const { applications } = await this.driver.list(this);
    for (const [index, left] of this.left.entries()) {
      expect(await (await this.session(index)).triesLeft(), `application ${index}`).to.equal(left);
      const entry = applications.find(({ aid }) => aid === toHex(this.apps[index]!.pkg.aid));
      expect(entry?.state, `application ${index}`).to.equal(left === 0 ? "locked" : "personalised");
    }
  }

  async take(step: Step): Promise<void> {
    if (!("app" in step)) {
      this.card.powerOff();
      if (step.kind === "reader") return this.insert(this.card.snapshot());
      this.card.powerOn();
      return;
    }
    const { app: index } = step;
    const { pkg, pin, wrongPin } = this.apps[index]!;
    const { keys } = this.materials.first;
    const left = this.left[index]!;
    switch (step.kind) {
      case "wrong":
        expect(await this.verify(index, wrongPin)).to.equal(left > 1 ? "card-app.wrong-pin" : "card-app.locked");
        this.left[index] = Math.max(0, left - 1);
        return;
      case "right":
        expect(await this.verify(index, pin)).to.equal(left > 0 ? "ok" : "card-app.locked");
        if (left > 0) this.left[index] = pkg.pin.tries;
        return;
      case "malformed":
        expect(await this.verify(index, "12")).to.equal(left > 0 ? "card-app.bad-pin" : "card-app.locked");
        return;
      case "lock":
        await this.driver.lockPin(this, keys, pkg.aid);
        this.left[index] = 0;
        return;
      case "reset-pin":
        await this.driver.setPin(this, keys, pkg.aid, pin);
        this.left[index] = pkg.pin.tries;
        return;
      case "foreign-key": {
        const foreign = this.materials.second.keys;
        const mismatch = { ...foreign, version: keys.version };
        expect((await refusal(this.driver.setPin(this, mismatch, pkg.aid, pin))).code).to.equal(
          "card.area-key-mismatch",
        );
        return;
      }
      case "cut":
        return this.#cut(step, this.apps[index]!);
    }
  }

  async #cut(
    { app: index, right, octet }: Extract<Step, { kind: "cut" }>,
    { pkg, pin, wrongPin }: SweptApplication,
  ): Promise<void> {
    const left = this.left[index]!;
    const session = await this.session(index);
    this.card.nvm.device.tearAfter(octet, octet % 2 === 0 ? undefined : 0xa6);
    await session.verifyPin(right ? pin : wrongPin).catch(() => undefined);
    await this.take({ kind: "power" });
    const now = await (await this.session(index)).triesLeft();
    const allowed = left === 0 ? [0] : right ? [left, left - 1, pkg.pin.tries] : [left, left - 1];
    expect(now, `after ${octet} octets`).to.be.oneOf(allowed);
    this.left[index] = now;
  }
}

async function outcome(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return "ok";
  } catch (error) {
    if (error instanceof PowerLoss) throw error;
    return (error as { code: string }).code;
  }
}

describe("the PINs of applications in the regional area", function () {
  this.timeout(120_000); // the first run makes 2048-bit keys
  let person: CardPersonalisation;

  before(async () => {
    const random = seededRandom("regional pins");
    person = await issuePerson("taro", { keys: new KeyStore(), clock: new VirtualClock(), random });
  });

  for (const profile of profileNames()) {
    it(`have one counter each on ${profile}, whatever reader the card lies in and however its power goes (R-PIN-01, R-PIN-09, X-02)`, async () => {
      const made = await Counter.issue(profile, person);
      const start = made.card.snapshot();
      const full = [...made.left];
      await fc.assert(
        fc.asyncProperty(steps, async (list) => {
          await made.insert(start);
          made.left = [...full];
          for (const step of list) await made.take(step);
          await made.expectAll();
        }),
        { numRuns: 12 },
      );
    });

    it(`are unlocked on ${profile} by the area's key and by nothing else; the other application goes on (R-PIN-02, R-PIN-03, R-PIN-06)`, async () => {
      const made = await Counter.issue(profile, person);
      const { materials } = made;
      const { pkg, pin, nextPin, wrongPin } = materials.own;
      for (let left = pkg.pin.tries; left > 0; left--) await made.verify(0, wrongPin);
      made.left[0] = 0;
      await made.expectAll();
      for (const kind of ["power", "reader"] as const) {
        await made.take({ kind });
        expect(await made.verify(0, pin)).to.equal("card-app.locked");
      }
      const session = await made.session(0);
      expect(await outcome(session.changePin(nextPin))).to.equal("card-app.locked");
      expect(await outcome(session.readRecord(1, 1))).to.equal("card-app.locked");
      expect(await made.verify(1, materials.neighbour.pin)).to.equal("ok");
      // The area changes hands: the lock stays, and from now on it is the next holder's to lift.
      const { setBy: _kept, ...succession } = materials.second.setting;
      const { first, second } = materials;
      await made.driver.handOver(made, { current: first.keys, next: second.keys }, succession);
      await made.expectAll();
      expect((await refusal(made.driver.setPin(made, first.keys, pkg.aid, nextPin))).code).to.equal(
        "card.area-key-mismatch",
      );
      expect(await made.verify(0, pin)).to.equal("card-app.locked");
      await made.driver.setPin(made, second.keys, pkg.aid, nextPin);
      expect(await made.verify(0, nextPin)).to.equal("ok");
    });

    it(`are gone on ${profile} with a locked application that is deleted: loaded again it has none (X-04)`, async () => {
      const made = await Counter.issue(profile, person);
      const { own, first } = made.materials;
      await made.take({ kind: "lock", app: 0 });
      await made.driver.remove(made, first.keys, own.pkg.aid);
      await made.load(own);
      expect(await made.verify(0, own.pin)).to.equal("card-app.no-pin");
      expect(await outcome((await made.session(0)).triesLeft())).to.equal("card-app.no-pin");
      expect((await refusal(made.driver.lockPin(made, first.keys, own.pkg.aid))).code).to.equal("card.refused");
    });
  }
});
