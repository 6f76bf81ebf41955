import { encodeCvc } from "#card/myna/cvc.js";
import { encodeKeyId, type KeyId } from "#card/myna/key-id.js";
import { signWith } from "#card/myna/rsa.js";
import type { Clock } from "#card/ports/clock.js";
import { type RandomSource, seededRandom } from "#card/ports/random.js";
import { isSeedName } from "./generated/traits.js";
import { loadImages } from "./images/images.js";
import { TEST_KEY_IDS } from "./key-ids.js";
import type { KeyStore } from "./key-store.js";
import type { CardPersonalisation, JpkiMaterial } from "./person.js";
import { findResident, type TestResident } from "./residents.js";
import { caCertificate, holderNames, residentCertificate } from "./test-ca.js";
import { cardExpiry, dayInJapan, issueDay } from "./validity.js";

/** What issuing needs from outside. */
export interface IssuingPorts {
  readonly keys: KeyStore;
  readonly clock: Clock;
  /** For the octets of the card whose meaning is not published. */
  readonly random: RandomSource;
}

/** The test keys of one card by their role: made at random for the house's own residents, from the id's seed for generated ones, test authorities included. */
function keysOf(resident: TestResident, keys: KeyStore) {
  const seeded = isSeedName(resident.id);
  return {
    /** A key that belongs to a test authority or a municipality. */
    authority: (name: string) => (seeded ? keys.seededKey(`authority/${name}`) : keys.privateKey(name)),
    own: (role: string) =>
      seeded ? keys.seededKey(`resident/${resident.id}/${role}`) : keys.privateKey(`${resident.id}-${role}`),
  };
}

type CardKeys = ReturnType<typeof keysOf>;

async function issueJpki(
  resident: TestResident,
  keys: CardKeys,
  issued: string,
  expiry: string,
): Promise<JpkiMaterial> {
  const [signCaKey, authCaKey, authKey, signKey] = await Promise.all([
    keys.authority("sign-ca"),
    keys.authority("auth-ca"),
    keys.own("auth"),
    resident.pins.sign === undefined ? undefined : keys.own("sign"),
  ]);
  const names = holderNames(resident, resident.substitutes);
  const common = { resident, names, issued, expiry };
  return {
    auth: {
      certificate: residentCertificate({ ...common, purpose: "auth", key: authKey, caKey: authCaKey }),
      privateKey: authKey,
    },
    authCa: caCertificate("auth", authCaKey),
    sign: signKey && {
      certificate: residentCertificate({ ...common, purpose: "sign", key: signKey, caKey: signCaKey }),
      privateKey: signKey,
    },
    signCa: caCertificate("sign", signCaKey),
  };
}

/** Personalises a card for a resident whose data are at hand. See `issuePerson`. */
export async function issueResident(resident: TestResident, ports: IssuingPorts): Promise<CardPersonalisation> {
  const keys = keysOf(resident, ports.keys);
  // A generated resident's card owes nothing to the run in which it is issued: the same seed gives the same card.
  const random = isSeedName(resident.id) ? seededRandom(`madoguchi card/${resident.id}`) : ports.random;
  const issued = resident.card?.issued ?? issueDay(dayInJapan(ports.clock));
  const expiry = resident.card?.expiry ?? cardExpiry(resident.birth, issued);
  const municipality: KeyId = { number: `${resident.municipality}21`, group: "000" };
  const [jpki, issuerKey, visualCa, textCa, root, intermediate, visualKey, textKey, sessionKey, authenticationKey] =
    await Promise.all([
      issueJpki(resident, keys, resident.card?.certificates ?? issued, expiry),
      keys.authority(`municipality-${resident.municipality}`),
      keys.authority("cvc-visual-ca"),
      keys.authority("cvc-text-ca"),
      keys.authority("cvc-root"),
      keys.authority("cvc-intermediate"),
      keys.own("visual"),
      keys.own("text"),
      keys.own("session"),
      keys.own("common"),
    ]);
  return {
    resident,
    issued,
    issuer: resident.card?.issuer ?? resident.municipality,
    expiry,
    securityCode: resident.securityCode,
    serial: resident.serial,
    keyId: encodeKeyId(TEST_KEY_IDS.card),
    issuerId: encodeKeyId(TEST_KEY_IDS.issuer),
    pins: resident.pins,
    jpki,
    visual: {
      cardKey: visualKey,
      issuerKey,
      cvc: encodeCvc(TEST_KEY_IDS.visualCa, municipality, issuerKey, signWith(visualCa)),
    },
    text: {
      cardKey: textKey,
      issuerKey,
      cvc: encodeCvc(TEST_KEY_IDS.textCa, municipality, issuerKey, signWith(textCa)),
      sessionKey,
    },
    authenticationKey,
    chain: {
      intermediateKeyId: encodeKeyId(TEST_KEY_IDS.intermediate),
      upper: encodeCvc(TEST_KEY_IDS.root, TEST_KEY_IDS.intermediate, intermediate, signWith(root)),
      lower: encodeCvc(TEST_KEY_IDS.intermediate, municipality, issuerKey, signWith(intermediate)),
    },
    opaque: { visual: random.bytes(256), text: random.bytes(32) },
    images: loadImages(resident),
  };
}

/**
 * Everything on the virtual card of one of the house's test residents (`residentNames()`), or of a generated one (`seed:NAME`). Certificates come from
 * the test CA and are valid around `clock`'s now, a generated resident's around `REFERENCE_DAY`; keys are made on first use and kept in `keys`. Throws `people.unknown`, `people.bad-seed` and the errors of its parts.
 */
export function issuePerson(name: string, ports: IssuingPorts): Promise<CardPersonalisation> {
  return issueResident(findResident(name), ports);
}
