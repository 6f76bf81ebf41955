import { accessPart } from "../access/access-part.js";
import { approvalPart } from "../approvals/approval-part.js";
import { bulkPart } from "../bulk/bulk-part.js";
import { withKnownCard } from "../cards/known-card.js";
import { demandReader } from "../cards/reader-scope.js";
import { issuancePart } from "../issuance/issuance-part.js";
import { regionPart } from "../region/part.js";
import { residentPart } from "../residents/resident-part.js";
import { groupPart } from "../services/group-part.js";
import { handOverPart } from "../services/hand-over/index.js";
import { servicePart } from "../services/service-part.js";
import { statusPart } from "../status/status-part.js";
import { stopPart } from "../stops/stop-part.js";
import { usePart } from "../use/use-part.js";
import type { PartFactory } from "./part.js";
import type { DaemonPorts } from "./ports.js";

/** Who the card in a reader is, for operators of the municipality whose counter the reader stands on. */
export const identifier = (ports: DaemonPorts) => async (readerId: string, municipality: string) => {
  demandReader(ports, readerId, municipality);
  return withKnownCard(ports, readerId, {}, async ({ identity }) => identity);
};

/** Every part of the daemon, in order of start. A new part adds its factory here and nothing else. */
export const parts: readonly PartFactory[] = [
  servicePart,
  handOverPart,
  (ports) => residentPart(ports, identifier(ports)),
  (ports) => usePart(ports, identifier(ports)),
  groupPart,
  (ports) => bulkPart(ports, identifier(ports)),
  statusPart,
  regionPart,
  stopPart,
  accessPart,
  (ports) => issuancePart(ports, ports.residentSettings.municipalities),
  approvalPart,
];
