import type { X509Certificate } from "node:crypto";
import forge from "node-forge";
import type { CipherList } from "./cipher-list.js";
import { tlsErrors } from "./tls-errors.js";

const { asn1 } = forge;
type Node = forge.asn1.Asn1;

const RSA_PSS = "1.2.840.113549.1.1.10";
/** What RSASSA-PSS means when it names no hash (RFC 4055, 3.1). */
const SHA_1 = "1.3.14.3.2.26";

const children = (node: Node | undefined): readonly Node[] => (Array.isArray(node?.value) ? node.value : []);
const oidOf = (node: Node | undefined): string => asn1.derToOid(node?.value as string);

/** The algorithm that a certificate is signed with (RFC 5280, 4.1.1.2), and for RSASSA-PSS its hash. */
function signatureOf(der: Uint8Array): { readonly oid: string; readonly hash?: string } {
  const certificate = asn1.fromDer(Buffer.from(der).toString("latin1"));
  const [, algorithm] = children(certificate);
  const [id, parameters] = children(algorithm);
  const oid = oidOf(id);
  if (oid !== RSA_PSS) return { oid };
  const hash = children(parameters).find(({ type, tagClass }) => Number(type) === 0 && tagClass === 0x80);
  return { oid, hash: hash === undefined ? SHA_1 : oidOf(children(children(hash)[0])[0]) };
}

/**
 * Key and signature of a certificate against the list; the signature of one that signed itself proves nothing and is left out.
 * Throws `tls.not-listed`.
 */
export function checkCertificate(certificate: X509Certificate, list: CipherList): void {
  const refuse = (found: string): never => {
    throw tlsErrors.error("not-listed", { what: "certificates", found, edition: list.edition });
  };
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  const { modulusLength = 0, namedCurve = "" } = details ?? {};
  if (type === "rsa" || type === "rsa-pss") {
    if (modulusLength < list.keys.rsaBits) refuse(`RSA ${modulusLength}`);
  } else if (type !== "ec" || !list.keys.curves.includes(namedCurve)) refuse(`${type} ${namedCurve}`.trim());
  if (certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey)) return;
  const { oid, hash } = signatureOf(certificate.raw);
  const listed = list.certificates.some((one) => one.oid === oid && one.hash === hash);
  if (!listed) refuse(hash === undefined ? oid : `${oid} ${hash}`);
}
