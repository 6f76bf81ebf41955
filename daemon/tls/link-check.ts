import { X509Certificate } from "node:crypto";
import type { DetailedPeerCertificate, EphemeralKeyInfo, TLSSocket } from "node:tls";
import { checkCertificate } from "./certificate-check.js";
import type { CipherList } from "./cipher-list.js";
import { tlsErrors } from "./tls-errors.js";

/** What one connection was agreed on. */
export interface LinkAlgorithms {
  readonly version: string;
  readonly cipher: string;
  readonly group: string;
  /** Edition of the list that it was held against. */
  readonly edition: string;
}

/** The certificates that a peer showed, its own first. */
function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let at: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (at?.raw !== undefined && chain.length < 10) {
    chain.push(new X509Certificate(at.raw));
    // The last one is its own issuer.
    at = at.issuerCertificate === at ? undefined : at.issuerCertificate;
  }
  return chain;
}

/**
 * Holds a client's connection, as it was agreed on, against the list: version, cipher, group, and the peer's certificates (R-CRYPT-01).
 * What signed the handshake OpenSSL has checked against what was offered. Throws `tls.not-listed`.
 */
export function checkLink(socket: TLSSocket, list: CipherList): LinkAlgorithms {
  const refuse = (what: string, found: string): never => {
    throw tlsErrors.error("not-listed", { what, found, edition: list.edition });
  };
  const { name: cipher } = socket.getCipher();
  const version = socket.getProtocol() ?? "none";
  const key = (socket.getEphemeralKeyInfo() ?? {}) as Partial<EphemeralKeyInfo>;
  const group = list.groups.find(({ name, alias }) => key.name === name || key.name === alias);
  if (version < list.minVersion) refuse("version", version);
  if (!list.ciphers.some(({ name }) => name === cipher)) refuse("ciphers", cipher);
  if (group === undefined) return refuse("groups", key.name ?? key.type ?? "none");
  const chain = chainOf(socket);
  if (chain.length === 0) refuse("certificates", "none");
  for (const certificate of chain) checkCertificate(certificate, list);
  return { version, cipher, group: group.name, edition: list.edition };
}
