import { fromHex } from "#card/bytes/bytes.js";
import { cardErrors } from "#card/region/card-errors.js";
import { LEAST_VOLATILE, shortage } from "#card/region/needed-space.js";
import type { Handler } from "../../api/call.js";
import { gateErrors } from "../../gates/gate-errors.js";
import type { DaemonPorts } from "../../main/ports.js";
import { asUsedIn } from "../../services/service.js";
import type { RegistrationRecord } from "../../store/records.js";
import { personalisationOf } from "../area-keys.js";
import { entryOfTarget, ofOurFormat, present, unlockRight } from "../gates/area-gates.js";
import { type Gate, pass } from "../gates/gate.js";
import { ownArea } from "../gates/own-area.js";
import { ordinance, serviceKnown } from "../gates/record-gates.js";
import { runJournaled } from "../journal.js";
import { undoNow } from "../recovery.js";
import { journalEntry, memoryNow, onCard, progressOf, provenKeys } from "./on-card.js";
import { confirmUpgrade } from "./upgrade-records.js";

/** The card has another version than the catalogue. */
const outdated: Gate = (operation) => {
  const { version } = operation.service!.package;
  const entry = entryOfTarget(operation);
  if (entry?.version === version) throw cardErrors.error("application-present", { aid: entry.aid, version });
};

/** What the old version gives back counts as free: it goes first. */
const roomForBoth: Gate = (operation) => {
  const { service, identity, listing } = operation;
  const old = entryOfTarget(operation);
  const installed = old !== undefined && old.state !== "loading";
  const back = { octets: old?.size ?? 0, volatile: installed ? LEAST_VOLATILE : 0 };
  const lack = shortage(listing.memory, service!.package, identity.dialect, back);
  if (lack !== undefined) throw cardErrors.error("no-space", lack);
};

const GATES = [serviceKnown, ordinance, ...ownArea, present, ofOurFormat, outdated, unlockRight, roomForBoth];

async function registered(ports: DaemonPorts, municipality: string, cardId: string, serviceId: string) {
  const live = await ports.store.of(municipality).registrations.live(cardId, serviceId);
  if (live === undefined) throw gateErrors.error("not-registered");
  return live satisfies RegistrationRecord;
}

/**
 * Puts the catalogue's version of an application in the place of the one on the card; the registration stays the same. The records are the
 * first ones again, and the PIN has to be set anew: nothing that the old one held can be read by us. Meanwhile no service is given.
 * Interrupted while the old one is whole, all stays as it was; after that the new one is loaded when the card comes back.
 */
export const upgrade =
  (ports: DaemonPorts): Handler<"cardApps.upgrade"> =>
  ({ readerId, cardId, serviceId, identityChecked }, call) => {
    const { municipality } = call.session;
    const service = ports.services.find(municipality, serviceId);
    return onCard(ports, readerId, call, { service, cardId, identityChecked }, async (operation) => {
      await pass(operation, GATES);
      const { card, identity } = operation;
      const { package: pkg, aid } = operation.service!;
      const live = await registered(ports, municipality, identity.cardId, serviceId);
      const from = entryOfTarget(operation)?.version ?? "";
      const keys = provenKeys(operation);
      const data = await personalisationOf(ports, asUsedIn(operation.service!, municipality), card, live.userId);
      const entry = {
        ...journalEntry(operation, "cardApps.upgrade", { registrationId: live.id }),
        userId: live.userId,
      };
      await runJournaled(ports, card, {
        entry,
        before: ({ of }) => of(municipality).registrations.setState(live.id, "pending", ports.clock.now()),
        work: async (onStep) => {
          await card.driver.remove(card.link, keys, fromHex(aid), onStep);
          await card.driver.load(card.link, keys, pkg, onStep);
          await card.driver.personalise(card.link, keys, pkg.aid, data, onStep);
        },
        after: (repositories) => confirmUpgrade(ports, repositories, entry, true),
        progress: progressOf(operation, "cardApps.upgrade"),
        undo: undoNow(ports),
      });
      call.facts({ aid, from, version: pkg.version });
      return { aid, from, version: pkg.version, memory: await memoryNow(card), pinToSet: true };
    });
  };
