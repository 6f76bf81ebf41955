import { generateKeyPair, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { promisify } from "node:util";
import forge from "node-forge";
import type { RandomSource } from "#card/ports/random.js";

/** A certificate and its private key, both PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  /** `ca`: may sign certificates; otherwise what it may be used for. */
  readonly use: "ca" | "server" | "client" | "document";
  /** Names and addresses of a server. */
  readonly hosts?: readonly string[];
  readonly notBefore: Date;
  readonly days: number;
}

/** Enough for certificates of at most ten years that guard a development machine. */
const RSA_BITS = 2048;
/** id-kp-documentSigning (RFC 9336, 3.1). */
const DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36";
const ORGANISATION = "Madoguchi development CA, not for production";

function extensions({ use, hosts = [] }: CertificateRequest, issuerKeyId: string): object[] {
  const common = [{ name: "subjectKeyIdentifier" }, { name: "authorityKeyIdentifier", keyIdentifier: issuerKeyId }];
  if (use === "ca") {
    return [
      { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
      ...common,
    ];
  }
  if (use === "document") {
    return [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, nonRepudiation: true, critical: true },
      { name: "extKeyUsage", [DOCUMENT_SIGNING]: true },
      ...common,
    ];
  }
  return [
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, critical: true },
    { name: "extKeyUsage", serverAuth: use === "server", clientAuth: use === "client" },
    ...(hosts.length === 0
      ? []
      : [
          {
            name: "subjectAltName",
            altNames: hosts.map((host) => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host })),
          },
        ]),
    ...common,
  ];
}

/** Issues an X.509 certificate over a fresh RSA key; without an issuer it signs itself. */
export async function issueCertificate(
  request: CertificateRequest,
  random: RandomSource,
  issuer?: Identity,
): Promise<Identity> {
  const { privateKey: key } = await promisify(generateKeyPair)("rsa", {
    modulusLength: RSA_BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const privateKey = forge.pki.privateKeyFromPem(key);
  const publicKey = forge.pki.setRsaPublicKey(privateKey.n, privateKey.e);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  // 16 random octets; the first digit is kept low, since a serial number is a positive INTEGER (RFC 5280, 4.1.2.2).
  certificate.serialNumber = `4${Buffer.from(random.bytes(16)).toString("hex").slice(1)}`;
  certificate.validity.notBefore = request.notBefore;
  certificate.validity.notAfter = new Date(request.notBefore.getTime() + request.days * 86_400_000);
  certificate.setSubject([
    { name: "organizationName", value: ORGANISATION },
    { name: "commonName", value: request.commonName },
  ]);
  const issuing = issuer === undefined ? certificate : forge.pki.certificateFromPem(issuer.cert);
  certificate.setIssuer(issuing.subject.attributes);
  const issuerKeyId = issuing.generateSubjectKeyIdentifier().getBytes();
  certificate.setExtensions(extensions(request, issuerKeyId));
  certificate.sign(
    issuer === undefined ? privateKey : forge.pki.privateKeyFromPem(issuer.key),
    forge.md.sha256.create(),
  );
  return { cert: forge.pki.certificateToPem(certificate), key };
}

/** SHA-256 of a certificate: upper-case hexadecimal without colons, as the configuration pins it. */
export function certificateFingerprint(cert: string | Buffer): string {
  return new X509Certificate(cert).fingerprint256.replaceAll(":", "");
}
