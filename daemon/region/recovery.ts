import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { isLoadFileOf } from "#card/region/aids.js";
import type { CardAppEntry } from "#card/region/card-driver.js";
import type { KnownCard } from "../cards/known-card.js";
import { gateErrors } from "../gates/gate-errors.js";
import type { DaemonPorts } from "../main/ports.js";
import { asUsedIn } from "../services/service.js";
import type { JournalRecord } from "../store/records.js";
import type { Repositories } from "../store/repositories.js";
import { areaKeysOf, areaSetting, fittingKeys, personalisationOf } from "./area-keys.js";
import type { Mended } from "./mended.js";
import { mendMove } from "./move/mend-move.js";
import { closeDelete } from "./operations/delete-records.js";
import { confirmLoad, withdrawLoad } from "./operations/load-records.js";
import { mendRekey } from "./operations/mend-rekey.js";
import { confirmUpgrade } from "./operations/upgrade-records.js";

/** Ends one interrupted operation on its card. `finish` is false when the card may not be written forward any more. */
type Mend = (ports: DaemonPorts, card: KnownCard, entry: JournalRecord, finish: boolean) => Promise<Mended>;

async function entryOnCard(card: KnownCard, aid: string): Promise<CardAppEntry | undefined> {
  const { applications } = await card.driver.list(card.link);
  return applications.find((entry) => entry.aid === aid || isLoadFileOf(fromHex(entry.aid), fromHex(aid)));
}

/**
 * The keys that the card has just proved to stand under. Its number and its list are no proof: what a forged card claims to have, or
 * not to have, must not end what waits for the true one.
 */
async function provenKeys(ports: DaemonPorts, card: KnownCard, municipality: string) {
  const { area } = await card.driver.list(card.link);
  const fitting = await fittingKeys(ports, municipality, area, card);
  // A key that is gone now is an operator's matter: the entry stays open.
  const keys = fitting ?? (await areaKeysOf(ports, municipality, { keyId: "", generation: 0 }, "area", card));
  await card.driver.proveAreaKey(card.link, keys);
  return keys;
}

/** A half-set area can only be completed: the setting is idempotent. One that says it is set here has to prove it. */
const mendAreaSet: Mend = async (ports, card, entry, finish) => {
  const { area } = await card.driver.list(card.link);
  if (area.state === "set") {
    if (!ports.municipalities.homesOf(entry.municipality).includes(area.municipality)) return { state: "failed" };
    await provenKeys(ports, card, entry.municipality);
    return { state: "finished" };
  }
  if (!finish) return { state: "failed" };
  const { keys, setting } = await areaSetting(ports, entry.municipality, card);
  await card.driver.setArea(card.link, keys, setting);
  return { state: "finished" };
};

/** An installed application is personalised and its use confirmed; anything less is removed and its use withdrawn. */
const mendLoad: Mend = async (ports, card, entry, finish) => {
  const keys = await provenKeys(ports, card, entry.municipality);
  const aid = entry.aid ?? "";
  const onCard = await entryOnCard(card, aid);
  const service = ports.services.find(entry.municipality, entry.serviceId ?? "");
  const whole = onCard?.state === "personalised" || onCard?.state === "locked";
  // Its use may have been ended without the card since, or the card replaced: then the load is taken back.
  const { registrations } = ports.store.of(entry.municipality);
  const wanted = (await registrations.find(entry.registrationId ?? ""))?.state !== "withdrawn";
  if (finish && wanted && service !== undefined && onCard !== undefined && onCard.state !== "loading") {
    if (!whole) {
      const data = await personalisationOf(ports, asUsedIn(service, entry.municipality), card, entry.userId ?? "");
      await card.driver.personalise(card.link, keys, service.package.aid, data);
    }
    const after = async (repositories: Repositories) => void (await confirmLoad(ports, repositories, entry));
    return { state: "finished", after };
  }
  if (onCard !== undefined) {
    await card.driver.remove(card.link, keys, fromHex(aid));
  }
  return { state: "undone", after: (repositories) => withdrawLoad(repositories, entry, ports.clock.now()) };
};

/** A deletion that the resident asked for is carried out to its end; one that the card refused is left as it was. */
const mendDelete: Mend = async (ports, card, entry, finish) => {
  const keys = await provenKeys(ports, card, entry.municipality);
  const onCard = await entryOnCard(card, entry.aid ?? "");
  if (onCard !== undefined) {
    if (!finish) return { state: "undone" };
    await card.driver.remove(card.link, keys, fromHex(entry.aid ?? ""));
  }
  return { state: "finished", after: (repositories) => closeDelete(ports, repositories, entry) };
};

/**
 * A whole application, old or new, is left as it is and gives service again. Where the old one is gone the new one is loaded; on a card that
 * may not be written forward now the entry stays open, the registration pending, and the resume list says so.
 */
const mendUpgrade: Mend = async (ports, card, entry, finish) => {
  const keys = await provenKeys(ports, card, entry.municipality);
  const aid = entry.aid ?? "";
  const service = ports.services.find(entry.municipality, entry.serviceId ?? "");
  const onCard = await entryOnCard(card, aid);
  const isNew = onCard?.version === service?.package.version;
  const ended = (fresh: boolean): Mended => ({
    state: fresh ? "finished" : "undone",
    after: (repositories) => confirmUpgrade(ports, repositories, entry, fresh),
  });
  if (onCard?.state === "personalised" || onCard?.state === "locked") return ended(isNew);
  if (service === undefined) throw gateErrors.error("no-service");
  if (!finish) throw gateErrors.error("card-not-active", {});
  if (onCard !== undefined && onCard.state !== "installed") await card.driver.remove(card.link, keys, fromHex(aid));
  if (onCard?.state !== "installed") await card.driver.load(card.link, keys, service.package);
  const data = await personalisationOf(ports, asUsedIn(service, entry.municipality), card, entry.userId ?? "");
  await card.driver.personalise(card.link, keys, service.package.aid, data);
  return ended(true);
};

/** The PIN is nowhere but on the card, old or new and never between; the operator sets it again. */
const mendSetPin: Mend = async () => ({ state: "failed" });

/** A lock that the effective limit demands is carried out whatever the card's state: it takes nothing but tries. */
const mendPinLock: Mend = async (ports, card, entry) => {
  const { area } = await card.driver.list(card.link);
  const homes = ports.municipalities.homesOf(entry.municipality);
  // A card that was taken over elsewhere since is not ours to write to; the daemon's own count goes on refusing.
  if (area.state === "set" && !homes.includes(area.municipality)) return { state: "failed" };
  const keys = await provenKeys(ports, card, entry.municipality);
  const onCard = await entryOnCard(card, entry.aid ?? "");
  if (onCard?.state === "personalised") await card.driver.lockPin(card.link, keys, fromHex(entry.aid ?? ""));
  return { state: "finished" };
};

const MENDS: Readonly<Record<JournalRecord["operation"], Mend>> = {
  "area.set": mendAreaSet,
  "area.rekey": mendRekey,
  "cardApps.load": mendLoad,
  "cardApps.delete": mendDelete,
  "cardApps.upgrade": mendUpgrade,
  "cardApps.setPin": mendSetPin,
  "move.continue": mendMove,
  "pin.lock": mendPinLock,
};

async function mend(ports: DaemonPorts, card: KnownCard, entry: JournalRecord, finish: boolean): Promise<void> {
  const { id, cardId, operation, municipality, correlationId } = entry;
  const row = { event: `recovery.${operation}`, correlationId, municipality, target: cardId };
  // As with every card write: the log must have it before the card does (R-LOG-01).
  await ports.audit.record({ ...row, outcome: "ok", facts: { journalId: id, state: "begun" } });
  const { state, after } = await MENDS[operation](ports, card, entry, finish);
  const ended = { ...row, outcome: state === "failed" ? "failed" : "ok", facts: { journalId: id, state } } as const;
  await ports.store.transaction(async (repositories) => {
    await after?.(repositories);
    await repositories.of(municipality).journal.close(id, state, ports.clock.now());
    await ports.auditOutbox.add(repositories, ended);
  });
  await ports.auditOutbox.tell();
  ports.handOver.wake();
  ports.announcer.announce("journal.changed", { id, state, cardId, operation }, { municipality });
}

/** Takes back a write that the card refused while it stayed in the reader. */
export const undoNow =
  (ports: DaemonPorts) =>
  (card: KnownCard, entry: JournalRecord): Promise<void> =>
    mend(ports, card, entry, false);

/**
 * Finishes or undoes everything that was interrupted on this card, oldest first. Writing forward needs an active card without a
 * stop; taking back does not. An entry that cannot be mended now stays open for the next insertion, and the failure log says why.
 */
export async function recover(ports: DaemonPorts, card: KnownCard): Promise<void> {
  const { cardId } = card.identity;
  const open = await ports.store.waiting.onCard(cardId);
  if (open.length === 0) return;
  const { state } = await ports.status.ask(cardId);
  const finish = state === "active" && (await ports.store.stops.of(cardId)) === undefined;
  for (const entry of open) {
    try {
      await mend(ports, card, entry, finish);
    } catch (error) {
      ports.failures.error("journal.recovery", error, { journalId: entry.id, operation: entry.operation });
      if (isMadoguchiError(error) && error.code.startsWith("reader.")) throw error;
    }
  }
}
