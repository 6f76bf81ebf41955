import type { Handler } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";
import { endUse, type HandOverOutcome } from "../../services/hand-over/index.js";
import { asUsedIn } from "../../services/service.js";
import type { RegistrationRecord } from "../../store/records.js";
import { personalisationOf } from "../area-keys.js";
import { capacity, notDuplicate, unlockRight } from "../gates/area-gates.js";
import { type CardOperation, pass } from "../gates/gate.js";
import { ownArea } from "../gates/own-area.js";
import { applicationRecord, ordinance, residentHere, serviceKnown } from "../gates/record-gates.js";
import { runJournaled } from "../journal.js";
import { undoNow } from "../recovery.js";
import { confirmLoad } from "./load-records.js";
import { journalEntry, memoryNow, onCard, progressOf, provenKeys, recordsOf } from "./on-card.js";

const GATES = [
  applicationRecord("load"),
  residentHere,
  serviceKnown,
  ordinance,
  ...ownArea,
  notDuplicate,
  unlockRight,
  capacity,
];

/** Registered as pending: gives no service until the load is confirmed. */
function pendingRegistration({ ports, call, identity, service, user }: CardOperation): RegistrationRecord {
  return {
    id: ports.newId(),
    municipality: call.session.municipality,
    userId: user?.id ?? "",
    cardId: identity.cardId,
    serviceId: service?.id ?? "",
    aid: service?.aid ?? "",
    state: "pending",
    changedAt: ports.clock.now(),
  };
}

/** Loads the application that the resident applied for and registers its use: both, or neither (R-USE-03). */
export const load =
  (ports: DaemonPorts): Handler<"cardApps.load"> =>
  async ({ readerId, applicationId, identityChecked }, call) => {
    const records = { ...(await recordsOf(ports, call.session.municipality, applicationId)), identityChecked };
    return onCard(ports, readerId, call, records, async (operation) => {
      await pass(operation, GATES);
      const { card } = operation;
      const service = operation.service!;
      const { package: pkg } = service;
      const keys = provenKeys(operation);
      const registration = pendingRegistration(operation);
      const entry = journalEntry(operation, "cardApps.load", { registrationId: registration.id });
      const data = await personalisationOf(
        ports,
        asUsedIn(service, registration.municipality),
        card,
        registration.userId,
      );
      let handOver: HandOverOutcome = "unchanged";
      await runJournaled(ports, card, {
        entry,
        before: async (repositories) => {
          // A registration whose application the card no longer carries is void: the card was checked just now.
          await endUse(ports, repositories, service, entry);
          await repositories.of(registration.municipality).registrations.add(registration);
        },
        work: async (onStep) => {
          await card.driver.load(card.link, keys, pkg, onStep);
          await card.driver.personalise(card.link, keys, pkg.aid, data, onStep);
        },
        after: async (repositories) => {
          handOver = await confirmLoad(ports, repositories, entry);
        },
        progress: progressOf(operation, "cardApps.load"),
        undo: undoNow(ports),
      });
      call.facts({ aid: service.aid, version: pkg.version, handOver });
      const memory = await memoryNow(card);
      return { aid: service.aid, version: pkg.version, memory, registration: "active", handOver };
    });
  };
