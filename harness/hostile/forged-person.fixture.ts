import type { KeyObject } from "node:crypto";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { type CardPersonalisation, issuePerson, KeyStore } from "#simulator/people/index.js";

/**
 * What is wrong with the certificates of a card that a forger issued: nothing (they are readable on the true card, and copied from it),
 * an authority of the forger's own behind all of them, another holder in them, or their time is over.
 */
export const FORGED_CERTIFICATES = ["copied", "another-ca", "another-holder", "expired"] as const;
export type ForgedCertificates = (typeof FORGED_CERTIFICATES)[number];

/** Whose keys stand in for those of the authorities: any others would do, these are made already. */
const IN_PLACE_OF: readonly (readonly [authority: RegExp, key: string])[] = [
  [/^auth-ca$/, "taro-auth"],
  [/^sign-ca$/, "taro-sign"],
  [/^municipality-/, "taro-visual"],
  [/^cvc-visual-ca$/, "taro-text"],
  [/^cvc-text-ca$/, "taro-session"],
  [/^cvc-/, "taro-common"],
];

/** Keys of a forger who plays the authorities. */
class ForgersKeys extends KeyStore {
  override privateKey(name: string): Promise<KeyObject> {
    return super.privateKey(IN_PLACE_OF.find(([authority]) => authority.test(name))?.[1] ?? name);
  }
}

/** The issuer's applications of a forged card: the true holder's number and data, with certificates as said. */
export async function forgedPerson(holder: string, certificates: ForgedCertificates): Promise<CardPersonalisation> {
  const issue = (name: string, keys = new KeyStore(), now?: number) =>
    issuePerson(name, { keys, clock: new VirtualClock(now), random: seededRandom(`forged ${name}`) });
  switch (certificates) {
    case "copied":
      return issue(holder);
    case "another-ca":
      return issue(holder, new ForgersKeys());
    case "another-holder":
      return { ...(await issue(holder)), jpki: (await issue("taro")).jpki };
    case "expired":
      return { ...(await issue(holder)), jpki: (await issue(holder, new KeyStore(), Date.UTC(2006, 5, 1))).jpki };
  }
}
