import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import type { ReaderBackend } from "#card/reader/reader-port.js";
import type { Announcer } from "../api/call.js";
import { Approvals } from "../approvals/approvals.js";
import { openAuditKey } from "../audit/audit-key.js";
import { AuditLog } from "../audit/audit-log.js";
import { AuditOutbox } from "../audit/audit-outbox.js";
import { failureFile } from "../audit/failure-file.js";
import { FailureLog, type LineSink } from "../audit/failure-log.js";
import { headsCopy } from "../audit/heads-copy.js";
import { Retention } from "../audit/retention.js";
import { HEADS_FILE } from "../audit/verify-file.js";
import { allowedRows } from "../cards/card-ciphers.js";
import { tracedReaders } from "../cards/card-trace.js";
import { dialectsWith } from "../cards/vendor-files.js";
import type { Config } from "../config/schema.js";
import { CardRefs } from "../keys/card-refs.js";
import { openKeyStore } from "../keys/key-store.js";
import { KeyVault } from "../keys/key-vault.js";
import { provenByContent, rewrapAll } from "../keys/rotate.js";
import type { KeyPlace } from "../keys/wrapping.js";
import { municipalitiesOf } from "../municipalities/municipalities.js";
import { type TemplateSeal, templatePlace } from "../operators/fingerprints.js";
import { Sessions } from "../operators/sessions.js";
import { knownReaders } from "../readers/known-readers.js";
import { readResidentSettings } from "../residents/resident-settings.js";
import { openCatalogue } from "../services/catalogue.js";
import { Outbox, readAddressees } from "../services/hand-over/index.js";
import type { Service } from "../services/service.js";
import { openCs } from "../status/open-cs.js";
import type { StopMark } from "../store/repositories.js";
import { openStore } from "../store/store.js";
import { readPartners } from "../tickets/partners.js";
import { Tickets } from "../tickets/tickets.js";
import { developmentIdentity, readTlsFiles, type TlsIdentity } from "../tls/index.js";
import { withTunedItems } from "../tuning/tuned-items.js";
import { TuningBook } from "../tuning/tuning-book.js";
import { daemonErrors } from "./daemon-errors.js";
import { lockData } from "./data-lock.js";
import { idSource } from "./ids.js";
import { newsOf } from "./news.js";
import type { DaemonPorts, ImportNews } from "./ports.js";
import { refusedReader } from "./reader-record.js";

export interface DaemonOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly readers: ReaderBackend;
  /** Where lines of the failure log go; a file of the data directory when absent. */
  readonly failureSink?: LineSink;
}

/** The ports of a daemon that is being started, and what only the start itself needs. */
export interface OpenPorts {
  readonly ports: DaemonPorts;
  readonly auditLog: AuditLog;
  readonly retention: Retention;
  /** A key of the audit log was made at this start: it is on record. */
  readonly freshAuditKey: string | undefined;
  readonly vault: KeyVault;
  readonly cardRefs: CardRefs;
  readonly sessions: Sessions;
  /** What each municipality has tuned of its screens, forms and data items. */
  readonly tuning: TuningBook;
  readonly templateSeal: TemplateSeal;
  readonly identity: TlsIdentity;
}

/** Ends what was begun, the last first. */
export type Endings = (() => Promise<void> | void)[];

function serviceKeyPlace(service: Service | undefined): KeyPlace | undefined {
  if (service === undefined) return undefined;
  const { municipality, id, package: pkg } = service;
  return { use: "service", municipality, keyId: id, generation: pkg.serviceKey.version };
}

/** Opens everything that the parts of the daemon stand on; what was opened is added to `endings` at once. */
export async function openPorts(options: DaemonOptions, announcer: Announcer, endings: Endings): Promise<OpenPorts> {
  const { config, clock, random } = options;
  const { data } = config;
  const dialects = allowedRows(dialectsWith(config.cards.vendors), config.cards.tripleDes);
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw daemonErrors.error("data-directory", { file: data }, { cause });
  }
  endings.push(await lockData(data, clock));
  const newId = idSource(random);
  const ownFile = options.failureSink === undefined ? failureFile(join(data, "failure.log")) : undefined;
  const failures = new FailureLog(clock, options.failureSink ?? ((line) => ownFile?.add(line)));
  const keyStore = await openKeyStore(config.keys, data, { clock, random }, provenByContent(data));
  const { wrapping } = keyStore;
  endings.push(() => wrapping.close());
  const signer = await openAuditKey(data, wrapping, random);
  const { headEvery, headsFile = join(data, HEADS_FILE) } = config.audit;
  let retention: Retention | undefined;
  const onHead = headsCopy(headsFile, failures, () => void retention?.run());
  const auditLog = await AuditLog.open(join(data, "audit.sqlite"), clock, { signer, headEvery, onHead });
  endings.push(() => auditLog.close());
  const known = knownReaders(
    options.readers,
    config.known.readers,
    refusedReader({ audit: auditLog, failures, newId }),
  );
  const readers = tracedReaders(known, { failures, clock });
  retention = new Retention({ log: auditLog, failures, failureFile: ownFile, clock, newId }, config.audit);
  const store = await openStore(join(data, "madoguchi.sqlite"));
  endings.push(() => store.close());
  const auditOutbox = new AuditOutbox({ store, audit: auditLog, failures, clock });
  await auditOutbox.recover((correlationId) => auditLog.list({ correlationId, limit: Number.MAX_SAFE_INTEGER }));
  endings.push(() => auditOutbox.tell());

  await rewrapAll({ data, keyStore, store, audit: auditLog, newId });
  const vault = new KeyVault(wrapping, { store, clock });
  const services = await openCatalogue(config.municipalities, config.groups);
  const cardRefs = new CardRefs(vault, services);
  const partners = await readPartners(config.partners);

  // Certificates are judged by the machine's clock, on this side and on the other.
  const identity =
    config.tls === undefined
      ? await developmentIdentity(data, config.listen.host, systemClock, random)
      : await readTlsFiles(config.tls, systemClock);
  const codes = config.municipalities.map(({ code }) => code);
  const addressees = await readAddressees(services, codes, systemClock);

  const sessions = new Sessions(clock, config.login.idleMinutes);
  const municipalities = municipalitiesOf(config.municipalities, config.readers.owners, config.groups);
  const common = {
    sessions,
    clock,
    random,
    readers,
    dialects,
    store,
    audit: auditLog,
    auditOutbox,
    failures,
    announcer,
    services,
    municipalities,
    stopNews: newsOf<StopMark>(),
    importNews: newsOf<ImportNews>(),
    newId,
  };
  const { client, status, statusSources } = await openCs(config.cs, common, codes);
  endings.push(() => client.close());
  const byId = (id: string) => config.municipalities.flatMap(({ code }) => services.find(code, id) ?? [])[0];
  const configuredSettings = await readResidentSettings(config.municipalities, {
    recipient: (code) => vault.exchangeKey(code, "open"),
    signer: (code) => vault.exchangeKey(code, "sign"),
  });
  const tuning = await TuningBook.open(common, codes, (code) => configuredSettings.of(code).items);
  const residentSettings = withTunedItems(configuredSettings, tuning);
  const ports: DaemonPorts = {
    ...common,
    handOver: new Outbox({ ...common, residentSettings }, addressees),
    areaKeys: vault,
    approvals: new Approvals(common),
    tickets: new Tickets({ clock, municipalities, partners, newId, privateKey: (...of) => vault.exchangeKey(...of) }),
    cardRefs,
    serviceKeys: vault.services((id) => serviceKeyPlace(byId(id))),
    residentSettings,
    status,
    statusSources,
  };
  const freshAuditKey = signer.fresh ? signer.keyId : undefined;
  const templateSeal: TemplateSeal = {
    seal: (municipality, id, octets) => wrapping.wrap(octets, templatePlace(municipality, id)),
    open: (municipality, id, sealed) => wrapping.unwrap(sealed, templatePlace(municipality, id)),
  };
  return { ports, sessions, tuning, templateSeal, auditLog, retention, freshAuditKey, vault, cardRefs, identity };
}
