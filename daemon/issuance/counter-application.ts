import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { SW } from "#card/iso7816/status-words.js";
import { type CardAppSession, cardAppErrors, openCardApp } from "#card/region/card-app-session.js";
import { deriveServiceKeys } from "#card/region/derived-keys.js";
import type { Call, OperatorSession, SystemSession } from "../api/call.js";
import type { KnownCard } from "../cards/known-card.js";
import type { DaemonPorts } from "../main/ports.js";
import { pinErrors } from "../pin/pin-errors.js";
import { type PinAttempt, PinGuard } from "../pin/pin-guard.js";
import { lockPin } from "../region/operations/lock-pin.js";
import type { Service } from "../services/service.js";
import { CHANNEL, type CounterService } from "./counter-service.js";

/**
 * Selects the certificate application and authenticates with it, in the name of the system that it is paired with: the service key is the
 * one that the load put there, taken out of the vault for this alone (decision 0026). No try is used. Throws `card-app.*`.
 */
export async function openAtCounter(
  ports: Pick<DaemonPorts, "serviceKeys" | "cardRefs" | "random">,
  { id, aid: name, package: { aid, serviceKey } }: Service,
  { link, identity }: KnownCard,
): Promise<CardAppSession> {
  const cardRef = await ports.cardRefs.of(name, identity.cardId);
  const keys = await ports.serviceKeys.withMaster(id, async (master, version) =>
    deriveServiceKeys(master, version, aid, fromHex(cardRef), serviceKey.length),
  );
  return openCardApp(link, aid, keys, ports.random);
}

/** Status word of what came of a VERIFY; undefined where the card did not say one. */
function statusOf(error: unknown): number | undefined {
  if (!isMadoguchiError(error) || !cardAppErrors.is(error)) return undefined;
  const { sw } = error.details;
  return typeof sw === "string" ? Number.parseInt(sw, 16) : undefined;
}

/** A wrong PIN with the tries that are left at this counter: the card's own count knows nothing of a lower limit. */
function wrongPin(error: unknown, { limit, before }: PinAttempt): unknown {
  if (!isMadoguchiError(error) || !cardAppErrors.is(error, "wrong-pin")) return error;
  const { triesLeft, ...details } = error.details;
  const left = Math.min(typeof triesLeft === "number" ? triesLeft : limit, limit - before - 1);
  return cardAppErrors.error("wrong-pin", { ...details, triesLeft: left }, { cause: error });
}

/** Locks the application on the card too, so that every channel sees it. The daemon's own count is on record already. */
async function lock(ports: DaemonPorts, service: Service, card: KnownCard, { session }: Call<OperatorSession>) {
  const { cardId } = card.identity;
  const system: SystemSession = {
    ...{ kind: "system", id: session.id, systemId: service.system.id, serviceId: service.id },
    ...{ municipality: session.municipality, aid: service.aid },
  };
  try {
    await lockPin(ports)(card.link, cardId, system);
  } catch (error) {
    ports.failures.error("pin.lock", error, { cardId, aid: service.aid });
  }
}

/**
 * Verifies the holder's PIN, once. The issuing server is asked for its limit just before: min(3, server) holds (R-PIN-05, X-01, A-29); where it
 * cannot be asked, no PIN is sent. Throws `issuing.unreachable`, `pin.mis-set`, `pin.locked`, `card-app.*` (`wrong-pin` with `triesLeft`).
 */
export async function verifyAtCounter(
  ports: DaemonPorts,
  { service, link }: CounterService,
  card: KnownCard,
  application: CardAppSession,
  call: Call<OperatorSession>,
  pin: string,
): Promise<void> {
  const { minLength, maxLength, tries: profile } = service.package.pin;
  if (pin.length < minLength || pin.length > maxLength || !/^\d+$/.test(pin)) throw cardAppErrors.error("bad-pin");
  const guard = new PinGuard(ports);
  const use = { cardId: card.identity.cardId, aid: service.aid, channel: CHANNEL, profile } as const;
  const limit = await link.pinLimit();
  let attempt: PinAttempt;
  try {
    attempt = await guard.begin(use, limit);
  } catch (error) {
    if (pinErrors.is(error, "locked")) await lock(ports, service, card, call);
    throw error;
  }
  call.facts({ limit: attempt.limit });
  try {
    await application.verifyPin(pin);
  } catch (error) {
    const sw = statusOf(error);
    // An answer that never came has cost a try, as far as anybody can tell.
    if (sw === undefined) throw error;
    if ((await guard.end(attempt, sw)) !== "locked") throw wrongPin(error, attempt);
    await lock(ports, service, card, call);
    throw pinErrors.error("locked", { channel: CHANNEL, limit: attempt.limit });
  }
  await guard.end(attempt, SW.OK);
}

/** The number of the user as it stands in the application. */
export async function readNumber(application: CardAppSession, { package: pkg, system }: Service): Promise<string> {
  const first = pkg.files.find(({ access }) => access.read !== "never");
  const { file, record } = system.issuing?.record ?? { file: first?.id ?? 1, record: 1 };
  const octets = await application.readRecord(file, record);
  return new TextDecoder().decode(octets).replaceAll("\0", "").trim();
}
