import { encodeCvc } from "#card/myna/cvc.js";
import { encodeKeyId, type KeyId } from "#card/myna/key-id.js";
import { signWith } from "#card/myna/rsa.js";
import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
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

async function issueJpki(
  resident: TestResident,
  { keys }: IssuingPorts,
  issued: string,
  expiry: string,
): Promise<JpkiMaterial> {
  const [signCaKey, authCaKey, authKey, signKey] = await Promise.all([
    keys.privateKey("sign-ca"),
    keys.privateKey("auth-ca"),
    keys.privateKey(`${resident.id}-auth`),
    resident.pins.sign === undefined ? undefined : keys.privateKey(`${resident.id}-sign`),
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
  const { keys, clock, random } = ports;
  const issued = issueDay(dayInJapan(clock));
  const expiry = cardExpiry(resident.birth, issued);
  const municipality: KeyId = { number: `${resident.municipality}21`, group: "000" };
  const [jpki, issuerKey, visualCa, textCa, root, intermediate, visualKey, textKey, sessionKey, authenticationKey] =
    await Promise.all([
      issueJpki(resident, ports, issued, expiry),
      keys.privateKey(`municipality-${resident.municipality}`),
      keys.privateKey("cvc-visual-ca"),
      keys.privateKey("cvc-text-ca"),
      keys.privateKey("cvc-root"),
      keys.privateKey("cvc-intermediate"),
      keys.privateKey(`${resident.id}-visual`),
      keys.privateKey(`${resident.id}-text`),
      keys.privateKey(`${resident.id}-session`),
      keys.privateKey(`${resident.id}-common`),
    ]);
  return {
    resident,
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
 * Everything on the virtual card of one of the house's test residents (`residentNames()`). Certificates come from the test CA and
 * are valid around `clock`'s now; keys are made on first use and kept in `keys`. Throws `people.unknown` and the errors of its parts.
 */
export function issuePerson(name: string, ports: IssuingPorts): Promise<CardPersonalisation> {
  return issueResident(findResident(name), ports);
}
