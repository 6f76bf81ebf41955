import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import forge from "node-forge";
import { sha256DigestInfo, signVerbatim } from "#card/myna/rsa.js";

const { asn1, pki } = forge;
const UNIVERSAL = asn1.Class.UNIVERSAL;

/** One attribute of a distinguished name, by its short name: `C`, `O`, `OU`, `L`, `CN`. */
export type NameAttribute = readonly [type: "C" | "O" | "OU" | "L" | "CN", value: string];

/** A certificate to be made. */
export interface CertificateRequest {
  /** Positive integer, hexadecimal, at most 20 octets. */
  readonly serial: string;
  readonly subject: readonly NameAttribute[];
  readonly issuer: readonly NameAttribute[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The subject's key, private or public. */
  readonly key: KeyObject;
  readonly issuerKey: KeyObject;
  readonly extensions: readonly Extension[];
}

/** An X.509 extension: its OID and its DER value. */
export interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: string;
}

function der(node: forge.asn1.Asn1): string {
  return asn1.toDer(node).getBytes();
}

function oid(id: string): forge.asn1.Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(id).getBytes());
}

function sequence(...nodes: readonly forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, [...nodes]);
}

function context(tag: number, content: string | forge.asn1.Asn1[]): forge.asn1.Asn1 {
  return asn1.create(asn1.Class.CONTEXT_SPECIFIC, tag, typeof content !== "string", content);
}

function utf8(text: string): forge.asn1.Asn1 {
  return asn1.create(UNIVERSAL, asn1.Type.UTF8, false, forge.util.encodeUtf8(text));
}

/** SHA-1 of the subject's public key: the usual key identifier (RFC 5280, 4.2.1.2). A name, not a safeguard. */
function keyIdentifier(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return createHash("sha1")
    .update(publicKey.export({ type: "pkcs1", format: "der" }))
    .digest("binary");
}

/** keyUsage with these bits (RFC 5280, 4.2.1.3): 0 digitalSignature, 1 nonRepudiation, 5 keyCertSign, 6 cRLSign. */
export function keyUsage(...bits: readonly number[]): Extension {
  const octet = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  const unused = 7 - Math.max(...bits);
  const value = der(asn1.create(UNIVERSAL, asn1.Type.BITSTRING, false, String.fromCharCode(unused, octet)));
  return { id: "2.5.29.15", critical: true, value };
}

/** basicConstraints of a CA, which may issue to end entities only. */
export function certificateAuthority(): Extension {
  const yes = asn1.create(UNIVERSAL, asn1.Type.BOOLEAN, false, "\xff");
  const depth = asn1.create(UNIVERSAL, asn1.Type.INTEGER, false, "\0");
  return { id: "2.5.29.19", critical: true, value: der(sequence(yes, depth)) };
}

/** certificatePolicies with one policy and the place of its practice statement (RFC 5280, 4.2.1.4). */
export function certificatePolicy(policy: string, statement: string): Extension {
  const cps = asn1.create(UNIVERSAL, asn1.Type.IA5STRING, false, statement);
  const qualifier = sequence(oid("1.3.6.1.5.5.7.2.1"), cps);
  return { id: "2.5.29.32", critical: true, value: der(sequence(sequence(oid(policy), sequence(qualifier)))) };
}

/** cRLDistributionPoints with one URI. */
export function crlDistributionPoint(uri: string): Extension {
  const point = sequence(context(0, [context(0, [context(6, uri)])]));
  return { id: "2.5.29.31", critical: false, value: der(sequence(point)) };
}

/** subjectAltName of otherName entries with UTF8String values, in the order given. */
export function otherNames(entries: readonly (readonly [id: string, text: string])[]): Extension {
  const names = entries.map(([id, text]) => context(0, [oid(id), context(0, [utf8(text)])]));
  return { id: "2.5.29.17", critical: false, value: der(sequence(...names)) };
}

/** subjectKeyIdentifier. */
export function subjectKeyIdentifier(key: KeyObject): Extension {
  const value = der(asn1.create(UNIVERSAL, asn1.Type.OCTETSTRING, false, keyIdentifier(key)));
  return { id: "2.5.29.14", critical: false, value };
}

/** authorityKeyIdentifier of an issuer's key. */
export function authorityKeyIdentifier(issuerKey: KeyObject): Extension {
  return { id: "2.5.29.35", critical: false, value: der(sequence(context(0, keyIdentifier(issuerKey)))) };
}

function attributes(name: readonly NameAttribute[]): forge.pki.CertificateField[] {
  return name.map(([shortName, value]) => ({
    shortName,
    value: forge.util.encodeUtf8(value),
    valueTagClass: (shortName === "C" ? asn1.Type.PRINTABLESTRING : asn1.Type.UTF8) as unknown as forge.asn1.Class,
  }));
}

/** An X.509 v3 certificate (DER) signed with sha256WithRSAEncryption. node-forge builds it, OpenSSL signs it: 20 times as fast. */
export function issueCertificate(request: CertificateRequest): Uint8Array {
  const certificate = pki.createCertificate();
  const publicKey = request.key.type === "private" ? createPublicKey(request.key) : request.key;
  certificate.publicKey = pki.publicKeyFromPem(publicKey.export({ type: "spki", format: "pem" }).toString());
  certificate.serialNumber = request.serial;
  certificate.validity.notBefore = request.notBefore;
  certificate.validity.notAfter = request.notAfter;
  certificate.setSubject(attributes(request.subject));
  certificate.setIssuer(attributes(request.issuer));
  certificate.setExtensions([...request.extensions]);
  const signer = {
    sign: (hash: forge.md.MessageDigest) => {
      const digest = Buffer.from(hash.digest().getBytes(), "binary");
      return Buffer.from(signVerbatim(request.issuerKey, sha256DigestInfo(digest))).toString("binary");
    },
  };
  certificate.sign(signer as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  return new Uint8Array(Buffer.from(der(pki.certificateToAsn1(certificate)), "binary"));
}
