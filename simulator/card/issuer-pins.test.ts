import { expect } from "chai";
import fc from "fast-check";
import { toHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import type { CardPersonalisation } from "../people/person.js";
import { findProfile, profileNames } from "../profiles/read-profile.js";
import { changeIssuerPin, type IssuerPin, issuerPins, selectPin, verifyIssuerPin } from "../sweep/issuer-pins.js";
import { createCard } from "./create-card.js";
import type { SimulatedCard } from "./simulated-card.js";

type Step =
  | { readonly kind: "wrong" | "right" | "change"; readonly pin: number }
  /** The power fails after so many octets of a VERIFY. */
  | {
      readonly kind: "cut";
      readonly pin: number;
      readonly right: boolean;
      readonly octet: number;
      readonly residue: boolean;
    }
  | { readonly kind: "reset" | "power" | "reader" };

const pin = fc.nat(9);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("wrong" as const), pin }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("right" as const, "change" as const), pin }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("cut" as const),
        pin,
        right: fc.boolean(),
        octet: fc.nat(40),
        residue: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom("reset" as const, "power" as const, "reader" as const) }),
    },
  ),
  { maxLength: 30 },
);

/** The issuer's PINs of one card beside what a counter of its own for each would say. */
class Counters {
  readonly pins: readonly IssuerPin[];
  readonly left: number[];
  readonly right: string[];
  #card: SimulatedCard;
  readonly #open: () => SimulatedCard;

  constructor(open: () => SimulatedCard, person: CardPersonalisation) {
    this.#open = open;
    this.#card = open();
    this.#card.powerOn();
    this.pins = issuerPins(person).filter((one) => this.#send(selectPin(one)) === "9000");
    // A secret that the holder has no use for is blocked from issuance (a Juki card's authentication PIN).
    this.left = this.pins.map(({ tries, name }, index) => {
      const full = `63C${hex(tries)}`;
      expect(this.query(index), name).to.be.oneOf([full, "63C0"]);
      return this.query(index) === full ? tries : 0;
    });
    expect(Math.max(...this.left)).to.be.greaterThan(0);
    this.right = this.pins.map(({ right }) => right);
  }

  #send(command: Uint8Array): string {
    return toHex(this.#card.transmit(command));
  }

  query(index: number): string {
    this.#send(selectPin(this.pins[index]!));
    return this.#send(verifyIssuerPin(this.pins[index]!));
  }

  verify(index: number, right: boolean): string {
    const one = this.pins[index]!;
    this.#send(selectPin(one));
    return this.#send(verifyIssuerPin(one, right ? this.right[index]! : one.wrong));
  }

  take(step: Step): void {
    if (!("pin" in step)) {
      this.#restart(step.kind);
      return;
    }
    const index = step.pin % this.pins.length;
    const one = this.pins[index]!;
    const left = this.left[index]!;
    switch (step.kind) {
      case "wrong":
        expect(this.verify(index, false), one.name).to.equal(left === 0 ? "6984" : `63C${hex(left - 1)}`);
        this.left[index] = Math.max(0, left - 1);
        return;
      case "right":
        expect(this.verify(index, true), one.name).to.equal(left === 0 ? "6984" : "9000");
        if (left > 0) this.left[index] = one.tries;
        return;
      case "change":
        this.#change(index);
        return;
      case "cut":
        this.#cut(index, step);
        return;
    }
  }

  #change(index: number): void {
    const one = this.pins[index]!;
    const opened = this.verify(index, true) === "9000";
    if (opened) this.left[index] = one.tries;
    if (one.next === undefined) return;
    const next = this.right[index] === one.next ? one.right : one.next;
    expect(this.#send(changeIssuerPin(one, next)), one.name).to.equal(opened ? "9000" : "6982");
    if (opened) this.right[index] = next;
  }

  /** A try may be taken by a torn VERIFY and all may come back by a right one; nothing else. */
  #cut(index: number, { right, octet, residue }: Extract<Step, { kind: "cut" }>): void {
    const one = this.pins[index]!;
    const left = this.left[index]!;
    this.#card.nvm.device.tearAfter(octet, residue ? 0xa6 : undefined);
    try {
      this.verify(index, right);
    } catch (error) {
      if (!(error instanceof PowerLoss)) throw error;
    }
    this.#restart("power");
    const now = Number.parseInt(this.query(index).slice(3), 16);
    const allowed = left === 0 ? [0] : right ? [left, left - 1, one.tries] : [left, left - 1];
    expect(now, `${one.name} after ${octet} octets`).to.be.oneOf(allowed);
    this.left[index] = now;
  }

  #restart(kind: "reset" | "power" | "reader"): void {
    if (kind === "reset") {
      this.#card.reset();
      return;
    }
    this.#card.powerOff();
    if (kind === "reader") {
      const snapshot = this.#card.snapshot();
      this.#card = this.#open();
      this.#card.restore(snapshot);
    }
    this.#card.powerOn();
  }

  expectAll(): void {
    for (const [index, left] of this.left.entries()) {
      expect(this.query(index), this.pins[index]!.name).to.equal(`63C${hex(left)}`);
    }
  }
}

const hex = (number: number): string => number.toString(16).toUpperCase();

describe("the PINs of the issuer's applications", function () {
  this.timeout(120_000); // the first run makes 2048-bit keys
  let person: CardPersonalisation;

  before(async () => {
    const random = seededRandom("issuer pins");
    person = await issuePerson("taro", { keys: new KeyStore(), clock: new VirtualClock(), random });
  });

  /** One and the same card in a reader of either kind by turns. */
  function opener(name: string): () => SimulatedCard {
    const profile = findProfile(name);
    let contactless = false;
    return () => {
      contactless = !contactless && profile.atr.contactless !== undefined;
      return createCard({ profile, person, random: seededRandom("card"), contactless });
    };
  }

  for (const name of profileNames()) {
    it(`have a counter each on ${name}, that wrong PINs, power cuts, resets and other readers never raise (R-PIN-01, R-PIN-09)`, () => {
      fc.assert(
        fc.property(steps, (list) => {
          const counters = new Counters(opener(name), person);
          for (const step of list) {
            counters.take(step);
            counters.expectAll();
          }
        }),
        { numRuns: 15 },
      );
    });

    it(`are locked one by one on ${name}, and stay so until the office that no command of the card is (R-PIN-02, R-PIN-03)`, () => {
      const counters = new Counters(opener(name), person);
      for (const [index, one] of counters.pins.entries()) {
        for (let left = counters.left[index]! - 1; left >= 0; left--) {
          expect(counters.verify(index, false), one.name).to.equal(`63C${hex(left)}`);
        }
        counters.left[index] = 0;
        for (const kind of ["reset", "power", "reader"] as const) {
          counters.take({ kind });
          expect(counters.verify(index, true), `${one.name} after ${kind}`).to.equal("6984");
          counters.take({ kind: "change", pin: index });
          counters.expectAll();
        }
      }
    });
  }
});
