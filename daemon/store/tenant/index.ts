import type { TenantRepositories } from "../repositories.js";
import type { TenantScope } from "../tenant-scope.js";
import { applicationTable } from "./applications.js";
import { approvalTable } from "./approvals.js";
import { bulkLoadTable } from "./bulk-loads.js";
import { handOverTable, systemNumberTable } from "./hand-overs.js";
import { initialSettingTable } from "./initial-setting.js";
import { issuanceTable } from "./issuances.js";
import { journalTable } from "./journal.js";
import { fingerprintTable, loginMethodTable, operatorCardTable } from "./login.js";
import { masterKeyTable } from "./master-keys.js";
import { operatorTable } from "./operators.js";
import { registrationTable } from "./registrations.js";
import { residentTable } from "./residents.js";
import { statusFileTable } from "./status-files.js";
import { declinedStopTable, serviceIdTable, stopTable } from "./stops.js";
import { ticketTable } from "./tickets.js";
import { tuningDraftTable, tuningVersionTable } from "./tuning.js";
import { userTable } from "./users.js";

/** Every repository of what belongs to one municipality. A new one is made here and nowhere else. */
export function tenantRepositories(scope: TenantScope): TenantRepositories {
  return {
    operators: operatorTable(scope),
    residents: residentTable(scope),
    users: userTable(scope),
    applications: applicationTable(scope),
    registrations: registrationTable(scope),
    masterKeys: masterKeyTable(scope),
    initialSettings: initialSettingTable(scope),
    journal: journalTable(scope),
    tickets: ticketTable(scope),
    approvals: approvalTable(scope),
    tuningDrafts: tuningDraftTable(scope),
    tuningVersions: tuningVersionTable(scope),
    loginMethods: loginMethodTable(scope),
    operatorCards: operatorCardTable(scope),
    fingerprints: fingerprintTable(scope),
    stops: stopTable(scope),
    declinedStops: declinedStopTable(scope),
    serviceIds: serviceIdTable(scope),
    systemNumbers: systemNumberTable(scope),
    handOvers: handOverTable(scope),
    bulkLoads: bulkLoadTable(scope),
    statusFiles: statusFileTable(scope),
    issuances: issuanceTable(scope),
  };
}
