import { type CardPersonalisation, type IssuingPorts, issuePerson } from "../people/index.js";
import { dayInJapan } from "../people/validity.js";

/** People whose cards are kept at hand; each is some ten kibioctets. */
const MOST = 64;

/** What is on a person's card, signed once a day: twenty signatures cost more than all else of a card. */
export class IssuedPeople {
  readonly #ports: IssuingPorts;
  readonly #issued = new Map<string, Promise<CardPersonalisation>>();

  constructor(ports: IssuingPorts) {
    this.#ports = ports;
  }

  /** See `issuePerson`. */
  person(name: string): Promise<CardPersonalisation> {
    const key = `${dayInJapan(this.#ports.clock)} ${name}`;
    let issued = this.#issued.get(key);
    if (issued === undefined) {
      issued = issuePerson(name, this.#ports);
      this.#issued.set(key, issued);
      issued.catch(() => this.#issued.delete(key));
      if (this.#issued.size > MOST) this.#issued.delete(this.#issued.keys().next().value!);
    }
    return issued;
  }
}
