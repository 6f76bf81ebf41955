import { X509Certificate } from "node:crypto";
import { systemClock } from "#card/ports/clock.js";
import type { Config } from "../config/schema.js";
import { checkCertificate, readCipherList, readTlsFiles } from "../tls/index.js";
import { CsClient } from "./cs-client.js";

/**
 * The client of the CS as configured. What is wrong with it stops the start: files, a list that cannot be read, an offer that the list has
 * not, a certificate of our own that is not on it. Throws `tls.*`.
 */
export async function openCs(config: Config["cs"]): Promise<CsClient> {
  const list = readCipherList(config.cipherList);
  // Certificates are judged by the machine's clock, on this side and on the other.
  const identity = await readTlsFiles(config, systemClock);
  checkCertificate(new X509Certificate(identity.cert), list);
  const { url, timeoutMs, offer, pins } = config;
  return new CsClient({ url, timeoutMs, identity, list, offer, pins });
}
