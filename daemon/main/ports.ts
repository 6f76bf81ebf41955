import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import type { ReaderBackend } from "#card/reader/reader-port.js";
import type { DialectRow } from "#card/region/dialects/table.js";
import type { Announcer } from "../api/call.js";
import type { ApprovalPort } from "../approvals/approvals.js";
import type { AuditOutboxPort } from "../audit/audit-outbox.js";
import type { AuditPort, FailurePort } from "../audit/audit-port.js";
import type { AreaKeyPort, CardRefPort, ServiceKeyPort } from "../keys/key-port.js";
import type { Municipalities } from "../municipalities/municipalities.js";
import type { SessionEndings } from "../operators/sessions.js";
import type { ResidentSettingsPort } from "../residents/resident-settings.js";
import type { HandOverPort } from "../services/hand-over/index.js";
import type { ServiceCatalogue } from "../services/service.js";
import type { StatusSources } from "../status/open-cs.js";
import type { CardStatusPort } from "../status/status-port.js";
import type { StopMark, Store } from "../store/repositories.js";
import type { TicketPort } from "../tickets/ticket-port.js";
import type { News } from "./news.js";

/** An import into a municipality's residents. */
export interface ImportNews {
  readonly municipality: string;
  readonly sequence: number;
}

/** Everything that a part of the daemon may reach; each part takes what it needs of it. */
export interface DaemonPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly readers: ReaderBackend;
  /** By which cards are known: rows of the vendor files, then those that the product brings. */
  readonly dialects: readonly DialectRow[];
  readonly store: Store;
  readonly audit: AuditPort;
  /** Rows of changes that no call answers for: stored with the change. */
  readonly auditOutbox: AuditOutboxPort;
  readonly failures: FailurePort;
  readonly announcer: Announcer;
  readonly services: ServiceCatalogue;
  /** Sends what was queued for business systems. */
  readonly handOver: HandOverPort;
  readonly municipalities: Municipalities;
  readonly areaKeys: AreaKeyPort;
  readonly serviceKeys: ServiceKeyPort;
  readonly cardRefs: CardRefPort;
  readonly tickets: TicketPort;
  readonly status: CardStatusPort;
  /** How states come in that nobody asked for. */
  readonly statusSources: StatusSources;
  readonly residentSettings: ResidentSettingsPort;
  readonly sessions: SessionEndings;
  /** For acts that take two operators. */
  readonly approvals: ApprovalPort;
  /** A card was stopped just now; the gates read the store and need no telling. */
  readonly stopNews: News<StopMark>;
  /** Residents were imported. */
  readonly importNews: News<ImportNews>;
  /** A fresh id for records, sessions and correlations. */
  newId(): string;
}
