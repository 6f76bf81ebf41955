import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { JPKI_AID } from "#card/myna/aids.js";
import {
  encodeAvailability,
  encodeTokenInfo,
  JPKI_EF,
  TOKEN_FLAGS,
  TOKEN_LABEL,
  UNAVAILABLE,
} from "#card/myna/jpki-files.js";
import type { RandomSource } from "#card/ports/random.js";
import { FileApplication } from "../../files/file-application.js";
import { FileIssuer, FileMemory } from "../../files/file-memory.js";
import { type EfSpec, FOUR_DIGITS, type SecretEf, SIGN_PASSWORD } from "../../files/file-spec.js";
import { fixedApplications } from "../../kernel/card-directory.js";
import type { CardPersonalisation } from "../../people/person.js";
import { type CardContext, type CardPart, OWNER } from "../card-part.js";
import { keyOctets } from "../key-octets.js";
import { PrivateKeys } from "../private-keys.js";
import { SIGNATURE_SCHEMES } from "./signature.js";

const AUTH_PIN: SecretEf = {
  kind: "secret",
  id: JPKI_EF.authPin,
  tries: 3,
  change: "reference-data",
  format: FOUR_DIGITS,
};

const SIGN_PIN: SecretEf = {
  kind: "secret",
  id: JPKI_EF.signPassword,
  tries: 5,
  change: "reference-data",
  format: SIGN_PASSWORD,
};

/** Exists, and opens to nothing that a holder knows. */
const UNKNOWN_0009 = 0x0009;

/** Identifiers that can be selected on the card; what is behind them is not published. */
const UNKNOWN_INTERNAL = [0x0005, 0x0010, 0x0019, 0x001c, 0x001e];

const FILES: readonly EfSpec[] = [
  { kind: "transparent", id: JPKI_EF.signCertificate, read: [SIGN_PIN.id] },
  { kind: "transparent", id: JPKI_EF.signCaCertificate, read: "free" },
  { kind: "transparent", id: JPKI_EF.tokenInfo, read: "free" },
  { kind: "transparent", id: JPKI_EF.availability, read: "free" },
  { kind: "transparent", id: UNKNOWN_0009, read: "never" },
  { kind: "transparent", id: JPKI_EF.authCertificate, read: "free" },
  { kind: "transparent", id: JPKI_EF.authCaCertificate, read: "free" },
  { kind: "reserved", id: JPKI_EF.terminalCaKey },
  { kind: "key", id: JPKI_EF.authKey, use: [AUTH_PIN.id] },
  AUTH_PIN,
  { kind: "key", id: JPKI_EF.signKey, use: [SIGN_PIN.id] },
  SIGN_PIN,
  ...UNKNOWN_INTERNAL.map((id): EfSpec => ({ kind: "reserved", id })),
];

const SIGNATURE_LENGTH = 256;

/** Files of user authentication, which came with the My Number card: a Juki card has none of them. */
const AUTHENTICATION: readonly number[] = [JPKI_EF.authCertificate, JPKI_EF.authCaCertificate, JPKI_EF.authKey];

function part(issue: CardPart["issue"], files: readonly EfSpec[]): CardPart {
  return {
    name: "JPKI",
    issue,
    applications({ nvm, random, issuerData }: CardContext) {
      const memory = new FileMemory(nvm, OWNER.jpki);
      const keys = new PrivateKeys(memory);
      const commands = new Map([
        [0x802a, (command: CommandApdu, application: FileApplication) => sign(command, application, keys, random)],
        [0x80a2, () => status(SW.WRONG_P1P2)],
        [0x80ae, () => status(SW.SECURITY_STATUS)],
      ]);
      return fixedApplications(new FileApplication({ aid: JPKI_AID, files, memory, random, issuerData, commands }));
    },
  };
}

/** 公的個人認証AP (card-facts 1.3): certificates, two keys behind two secrets, six ways to sign. */
export const jpkiPart: CardPart = part((write, person) => {
  const issuer = new FileIssuer(write, OWNER.jpki);
  const { auth, authCa } = person.jpki;
  issuer.content(JPKI_EF.authCertificate, auth.certificate);
  issuer.content(JPKI_EF.authCaCertificate, authCa);
  issuer.content(JPKI_EF.authKey, keyOctets(auth.privateKey));
  issuer.secret(AUTH_PIN, person.pins.auth);
  issueFiles(issuer, person, TOKEN_LABEL.card);
}, FILES);

/** 公的個人認証AP of a 住基カード: the old token label, and the signature alone; its other PIN is blocked from issuance (AS-JUKI-02). */
export const jukiCardJpkiPart: CardPart = part(
  (write, person) => {
    const issuer = new FileIssuer(write, OWNER.jpki);
    issuer.secret(AUTH_PIN, "", 0);
    issueFiles(issuer, person, TOKEN_LABEL.jukiCard);
  },
  FILES.filter(({ id }) => !AUTHENTICATION.includes(id)),
);

/** What every holder's application has: the token, and the signature certificate of those who have one. */
function issueFiles(issuer: FileIssuer, { jpki, pins, serial }: CardPersonalisation, label: string): void {
  const { sign } = jpki;
  issuer.content(JPKI_EF.signCaCertificate, jpki.signCa);
  issuer.content(JPKI_EF.tokenInfo, tokenInfo(serial, label));
  const auth = label === TOKEN_LABEL.card;
  issuer.content(JPKI_EF.availability, encodeAvailability({ sign: sign !== undefined, auth }));
  issuer.content(UNKNOWN_0009, new Uint8Array(16).fill(0xff));
  if (sign === undefined || pins.sign === undefined) {
    // A holder without the certificate has no password for it: blocked from issuance, not missing, as OpenSC needs it there.
    issuer.secret(SIGN_PIN, "", 0);
    return;
  }
  issuer.content(JPKI_EF.signCertificate, sign.certificate);
  issuer.content(JPKI_EF.signKey, keyOctets(sign.privateKey));
  issuer.secret(SIGN_PIN, pins.sign);
}

function tokenInfo(serial: string, label: string): Uint8Array {
  return encodeTokenInfo({
    label,
    manufacturer: "MADOGUCHI TEST",
    model: "VIRTUAL",
    serial: serial.slice(-16),
    flags: TOKEN_FLAGS,
    maxSessions: 1,
    sessions: 0,
    maxRwSessions: 1,
    rwSessions: 0,
    maxPinLength: 16,
    minPinLength: 6,
    memory: [UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE],
    hardwareVersion: "03",
    firmwareVersion: "01",
    utcTime: "9999999999999999",
  });
}

/** `80 2A`: P1 names the scheme, P2 the key. The right is checked before the data. */
function sign(command: CommandApdu, application: FileApplication, keys: PrivateKeys, random: RandomSource): Uint8Array {
  const scheme = SIGNATURE_SCHEMES[command.p1];
  if (scheme === undefined) return status(SW.WRONG_P1P2);
  const file = application.referenced(command.p2);
  if (typeof file === "number") return status(file);
  if (file.kind !== "key") return status(SW.STRUCTURE_MISMATCH);
  if (!application.allows(file.use)) return status(SW.SECURITY_STATUS);
  if (command.data.length === 0 || (command.le ?? 0) < SIGNATURE_LENGTH) return status(SW.WRONG_LENGTH);
  if (!scheme.accepts(command.data.length)) return status(SW.CONDITIONS);
  const key = keys.get(file.id);
  return key === undefined ? status(SW.REFERENCE_NOT_FOUND) : respond(scheme.sign(key, command.data, random));
}
