import { firstTables } from "./0001-first-tables.js";
import { movesAndPin } from "./0002-moves-and-pin.js";
import { approvals } from "./0010-approvals.js";
import { operators } from "./0011-operators.js";
import { loginMethods } from "./0012-login-methods.js";
import { residentItems } from "./0020-resident-items.js";
import { residentSources } from "./0021-resident-sources.js";
import { cardStatusSources } from "./0030-card-status-sources.js";
import { handOver } from "./0040-hand-over.js";
import { bulkLoads } from "./0041-bulk-loads.js";
import { openApplications } from "./0042-open-applications.js";
import { initialSettings } from "./0050-initial-settings.js";
import { ownStops } from "./0060-stops.js";
import { stopProposals } from "./0061-stop-proposals.js";
import { serviceIdPasswords } from "./0090-service-id-passwords.js";
import { issuances } from "./0120-issuances.js";
import { auditOutbox } from "./0130-audit-outbox.js";
import { tuning } from "./0140-tuning.js";
import type { Migration } from "./migrate.js";

/** The history of the database, oldest first. */
export const migrations: readonly Migration[] = [
  firstTables,
  movesAndPin,
  approvals,
  operators,
  loginMethods,
  residentItems,
  residentSources,
  cardStatusSources,
  handOver,
  bulkLoads,
  openApplications,
  initialSettings,
  ownStops,
  stopProposals,
  serviceIdPasswords,
  auditOutbox,
  tuning,
  issuances,
];
