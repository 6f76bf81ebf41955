import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { japaneseEra } from "#card/myna/calendar.js";
import { cardName, charactersOf, type Resident } from "./person.js";
import { birthdayAfter, momentInJapan } from "./validity.js";
import {
  authorityKeyIdentifier,
  certificateAuthority,
  certificatePolicy,
  crlDistributionPoint,
  type Extension,
  issueCertificate,
  keyUsage,
  type NameAttribute,
  otherNames,
  subjectKeyIdentifier,
} from "./x509.js";

/** 署名用 (signature) or 利用者証明用 (user authentication). */
export type CertificatePurpose = "sign" | "auth";

const PROFILE = {
  sign: {
    unit: "TEST JPKI for digital signature",
    policy: "1.2.392.200149.8.5.1.0.20",
    usage: [0, 1],
    letter: "S",
  },
  auth: { unit: "TEST JPKI for user authentication", policy: "1.2.392.200149.8.5.1.0.30", usage: [0], letter: "A" },
} as const satisfies Record<CertificatePurpose, unknown>;

const STATEMENT = "http://cps.madoguchi.example/test";

function caName(purpose: CertificatePurpose): readonly NameAttribute[] {
  return [
    ["C", "JP"],
    ["O", "MADOGUCHI-TEST"],
    ["OU", PROFILE[purpose].unit],
    ["OU", "Virtual card test CA, not issued by J-LIS"],
  ];
}

/** A positive serial number that follows from what is certified, so that the same certificate comes out every time. */
function serialNumber(key: KeyObject, ...facts: readonly string[]): string {
  const hash = createHash("sha256").update(createPublicKey(key).export({ type: "spki", format: "der" }));
  return `01${hash.update(facts.join("|")).digest("hex").slice(0, 14)}`;
}

/** The self-signed certificate of a test CA, valid for all of 2020 to 2049. */
export function caCertificate(purpose: CertificatePurpose, caKey: KeyObject): Uint8Array {
  return issueCertificate({
    serial: serialNumber(caKey, purpose),
    subject: caName(purpose),
    issuer: caName(purpose),
    notBefore: momentInJapan("20200101", "start"),
    notAfter: momentInJapan("20491231", "end"),
    key: caKey,
    issuerKey: caKey,
    extensions: [
      keyUsage(5, 6),
      certificateAuthority(),
      certificatePolicy(PROFILE[purpose].policy, STATEMENT),
      subjectKeyIdentifier(caKey),
      authorityKeyIdentifier(caKey),
    ],
  });
}

/** What the signature certificate says of its holder, as subjectAltName (card-facts 1.3), in the order seen on a card. */
export interface HolderNames {
  readonly name: string;
  readonly address: string;
  /** One digit per character: 1 where it stands for another that JIS X 0208 does not have. */
  readonly nameSubstitution: string;
  readonly addressSubstitution: string;
}

/** Name and address with the characters replaced that the certificate cannot hold. */
export function holderNames(resident: Resident, substitutes: Readonly<Record<string, string>>): HolderNames {
  const replace = (text: string) =>
    charactersOf(text)
      .map((character) => substitutes[character] ?? character)
      .join("");
  const flags = (text: string) =>
    charactersOf(text)
      .map((character) => (character in substitutes ? "1" : "0"))
      .join("");
  const name = cardName(resident);
  return {
    name: replace(name),
    address: replace(resident.address),
    nameSubstitution: flags(name),
    addressSubstitution: flags(resident.address),
  };
}

function holderExtension(resident: Resident, names: HolderNames): Extension {
  const arc = "1.2.392.200149.8.5.5";
  return otherNames([
    [`${arc}.1`, names.name],
    [`${arc}.4`, `${japaneseEra(resident.birth).digit}${resident.birth}`],
    [`${arc}.3`, resident.sex],
    [`${arc}.5`, names.address],
    [`${arc}.2`, names.nameSubstitution],
    [`${arc}.6`, names.addressSubstitution],
  ]);
}

/** A resident's certificate, valid from the day of issue to the fifth birthday after it, or to the card's expiry. */
export function residentCertificate(request: {
  readonly purpose: CertificatePurpose;
  readonly key: KeyObject;
  readonly caKey: KeyObject;
  readonly resident: Resident;
  readonly names: HolderNames;
  /** `YYYYMMDD`. */
  readonly issued: string;
  /** Of the card, `YYYYMMDD`. */
  readonly expiry: string;
}): Uint8Array {
  const { purpose, key, caKey, resident, names, issued, expiry } = request;
  const profile = PROFILE[purpose];
  const [lastDay] = [birthdayAfter(resident.birth, issued, 5), expiry].sort();
  const serial = serialNumber(key, purpose, resident.id, issued);
  return issueCertificate({
    serial,
    subject: [
      ["C", "JP"],
      ["O", "MADOGUCHI-TEST"],
      ["OU", profile.unit],
      ["CN", `TEST${serial.slice(2, 12).toUpperCase()}${resident.municipality}${profile.letter}`],
    ],
    issuer: caName(purpose),
    notBefore: momentInJapan(issued, "start"),
    notAfter: momentInJapan(lastDay!, "end"),
    key,
    issuerKey: caKey,
    extensions: [
      keyUsage(...profile.usage),
      ...(purpose === "sign" ? [holderExtension(resident, names)] : []),
      certificatePolicy(profile.policy, STATEMENT),
      crlDistributionPoint(`http://crl.madoguchi.example/test/${purpose}/${resident.municipality}.crl`),
      authorityKeyIdentifier(caKey),
      subjectKeyIdentifier(key),
    ],
  });
}
