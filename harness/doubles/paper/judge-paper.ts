import { GeneralizedTime, Null, UTCTime } from "asn1js";
import {
  type AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  IssuerAndSerialNumber,
  id_ContentType_SignedData,
  SignedData,
  type SignedDataVerifyError,
} from "pkijs";
import { paperErrors } from "./paper-errors.js";

/** Who signed a certificate, and when by its own word. */
export interface Judgement {
  readonly signer: string;
  readonly signedAt: Date | undefined;
  /** SHA-256 of the signer's certificate, upper-case hexadecimal. */
  readonly fingerprint: string;
}

const OID_SHA256 = "2.16.840.1.101.3.4.2.1";
const OID_RSA = "1.2.840.113549.1.1.1";
const OID_DATA = "1.2.840.113549.1.7.1";
const OID_COMMON_NAME = "2.5.4.3";
const OID_SIGNING_TIME = "1.2.840.113549.1.9.5";
const OID_EXTENDED_KEY_USAGE = "2.5.29.37";
/** id-kp-documentSigning (RFC 9336). */
const OID_DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36";
const BYTE_RANGE = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;

/** The octets that are signed and the signature, when the one signature covers everything but itself. Throws `paper.not-signed`. */
function signedPart(pdf: Buffer): { readonly data: Buffer; readonly signature: Buffer } {
  const text = pdf.toString("latin1");
  const ranges = [...text.matchAll(BYTE_RANGE)];
  const [start, length, again, rest] = (ranges[0]?.slice(1) ?? []).map(Number) as [number, number, number, number];
  // A range that leaves out anything but the signature itself would leave room for other pages (signature wrapping).
  const whole = ranges.length === 1 && start === 0 && length < again && again + rest === pdf.length;
  const hex = whole ? /^<([0-9a-f]+)>$/.exec(text.slice(length, again))?.[1] : undefined;
  if (!text.startsWith("%PDF-") || hex === undefined || hex.length % 2 !== 0) throw paperErrors.error("not-signed");
  return { data: Buffer.concat([pdf.subarray(0, length), pdf.subarray(again)]), signature: Buffer.from(hex, "hex") };
}

function readCms(signature: Buffer): SignedData {
  try {
    const der = withoutPadding(signature);
    const info = ContentInfo.fromBER(der);
    if (info.contentType !== id_ContentType_SignedData) throw new Error("no SignedData");
    const cms = new SignedData({ schema: info.content });
    demandPlainForm(cms);
    const anew = new ContentInfo({ contentType: id_ContentType_SignedData, content: cms.toSchema(true) }).toSchema();
    if (!Buffer.from(anew.toBER()).equals(der)) throw new Error("not in DER");
    return cms;
  } catch (cause) {
    throw paperErrors.error("not-signed", {}, { cause });
  }
}

interface Encodable {
  toBER(): ArrayBuffer;
}

const same = (one: Encodable, other: Encodable): boolean => Buffer.from(one.toBER()).equals(Buffer.from(other.toBER()));

const isAlgorithm = ({ algorithmId, algorithmParams }: AlgorithmIdentifier, oid: string): boolean =>
  algorithmId === oid && algorithmParams instanceof Null;

/**
 * Part of a CMS is not under its own signature. One form of it is taken and no other, so that a change there is found as well: one signer by
 * issuer and serial number, one certificate, SHA-256, RSA, the content outside.
 */
function demandPlainForm(cms: SignedData): void {
  const { digestAlgorithms, encapContentInfo, certificates = [], signerInfos } = cms;
  const [signer] = signerInfos;
  const [certificate] = certificates;
  const plain =
    cms.version === 1 &&
    signerInfos.length === 1 &&
    signer?.version === 1 &&
    signer.sid instanceof IssuerAndSerialNumber &&
    certificates.length === 1 &&
    certificate instanceof Certificate &&
    same(signer.sid.issuer.toSchema(), certificate.issuer.toSchema()) &&
    signer.sid.serialNumber.isEqual(certificate.serialNumber) &&
    same(certificate.signatureAlgorithm.toSchema(), certificate.signature.toSchema()) &&
    certificate.signatureValue.valueBlock.unusedBits === 0 &&
    digestAlgorithms.length === 1 &&
    [...digestAlgorithms, signer.digestAlgorithm].every((one) => isAlgorithm(one, OID_SHA256)) &&
    isAlgorithm(signer.signatureAlgorithm, OID_RSA) &&
    encapContentInfo.eContentType === OID_DATA &&
    encapContentInfo.eContent === undefined &&
    cms.crls === undefined &&
    signer.unsignedAttrs === undefined;
  if (!plain) throw new Error("another form of CMS");
}

/** The DER object at the beginning; what follows it in its place is zeros. */
function withoutPadding(der: Buffer): Buffer {
  const count = (der[1] ?? 0) & 0x7f;
  const length = (der[1] ?? 0) < 0x80 ? 2 + (der[1] ?? 0) : 2 + count + der.readUIntBE(2, Math.min(count, 6));
  if (der.subarray(length).some((octet) => octet !== 0)) throw new Error("octets behind the signature");
  return der.subarray(0, length);
}

const fromPem = (pem: string): Certificate =>
  Certificate.fromBER(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64"));

/**
 * Judges the signature of a certificate against the authority that is trusted (PEM): one signature over the whole file, unchanged since, by a
 * certificate for signing documents that comes from this authority and is valid at the moment of judging: the time in the file is the
 * signer's own word. Throws `paper.*`.
 */
export async function judgePaper(pdf: Buffer, authority: string, at = new Date()): Promise<Judgement> {
  const { data, signature } = signedPart(pdf);
  const cms = readCms(signature);
  const attributes = cms.signerInfos[0]?.signedAttrs?.attributes ?? [];
  const time: unknown = attributes.find(({ type }) => type === OID_SIGNING_TIME)?.values[0];
  const signedAt = time instanceof UTCTime || time instanceof GeneralizedTime ? time.toDate() : undefined;
  const verdict = await cms
    .verify({
      signer: 0,
      data: Uint8Array.from(data).buffer,
      trustedCerts: [fromPem(authority)],
      checkChain: true,
      extendedMode: true,
      checkDate: at,
    })
    .catch((error: unknown) => error as SignedDataVerifyError);
  if (verdict instanceof Error) {
    // What the certificate of the signer is comes first: a file that was signed by anybody is not one that was altered.
    const { signerCertificateVerified } = verdict as SignedDataVerifyError;
    throw paperErrors.error(signerCertificateVerified === true ? "altered" : "unknown-signer", {}, { cause: verdict });
  }
  if (!verdict.signatureVerified) throw paperErrors.error("altered");
  const certificate = verdict.signerCertificate;
  if (!verdict.signerCertificateVerified || !certificate) throw paperErrors.error("unknown-signer");
  const usage = certificate.extensions?.find(({ extnID }) => extnID === OID_EXTENDED_KEY_USAGE)?.parsedValue as
    | { keyPurposes: string[] }
    | undefined;
  if (!usage?.keyPurposes.includes(OID_DOCUMENT_SIGNING)) throw paperErrors.error("no-signing-certificate");
  const digest = await crypto.subtle.digest("SHA-256", certificate.toSchema(true).toBER());
  return {
    signer: String(
      certificate.subject.typesAndValues.find(({ type }) => type === OID_COMMON_NAME)?.value.valueBlock.value,
    ),
    signedAt,
    fingerprint: Buffer.from(digest).toString("hex").toUpperCase(),
  };
}
