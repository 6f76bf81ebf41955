import { type KeyObject, X509Certificate } from "node:crypto";
import { systemClock } from "#card/ports/clock.js";
import type { Config } from "../config/schema.js";
import { readPublicKey } from "../media/media-keys.js";
import { checkCertificate, readCipherList, readTlsFiles } from "../tls/index.js";
import { CardStatusService } from "./card-status.js";
import { CsClient } from "./cs-client.js";
import { StatusBook, type StatusBookPorts } from "./status-book.js";
import type { CachedAges, CardStatusPort, StatusUse } from "./status-port.js";

const SECOND = 1_000;

/** Where operation states come from, beside the answers to questions. */
export interface StatusSources {
  readonly book: StatusBook;
  readonly changes: CsClient["changes"];
  /** Absent where the CS is not asked to tell of changes. */
  readonly push?: { readonly waitMs: number; readonly retryMs: number };
  /** Whose status files are taken. */
  readonly signers: readonly KeyObject[];
}

export interface OpenCs {
  readonly client: CsClient;
  readonly status: CardStatusPort;
  readonly statusSources: StatusSources;
}

/**
 * The link to the CS as configured. What is wrong with it stops the start: files, a list that cannot be read, an offer that the list has
 * not, a certificate of our own that is not on it. Throws `tls.*`, `media.bad-key-file`.
 */
export async function openCs(
  config: Config["cs"],
  ports: StatusBookPorts & ConstructorParameters<typeof CardStatusService>[0],
  municipalities: readonly string[],
): Promise<OpenCs> {
  const list = readCipherList(config.cipherList);
  // Certificates are judged by the machine's clock, on this side and on the other.
  const identity = await readTlsFiles(config, systemClock);
  checkCertificate(new X509Certificate(identity.cert), list);
  const signers = await Promise.all(config.signers.map(readPublicKey));
  const { url, timeoutMs, offer, pins, push, cachedMinutes } = config;
  const client = new CsClient({ url, timeoutMs, identity, list, offer, pins });
  const book = new StatusBook(ports, municipalities);
  const ages: CachedAges = Object.fromEntries(
    Object.entries(cachedMinutes).map(([use, minutes]): [StatusUse, number] => [
      use as StatusUse,
      minutes * 60 * SECOND,
    ]),
  );
  return {
    client,
    status: new CardStatusService(ports, book, client, ages),
    statusSources: {
      book,
      changes: (...asked) => client.changes(...asked),
      ...(push.enabled ? { push: { waitMs: push.waitSeconds * SECOND, retryMs: push.retrySeconds * SECOND } } : {}),
      signers,
    },
  };
}
