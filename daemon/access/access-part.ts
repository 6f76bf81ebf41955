import { fromHex, toHex } from "#card/bytes/bytes.js";
import { chooseDriver } from "#card/region/index.js";
import type { Call, SystemSession } from "../api/call.js";
import { demandReader } from "../cards/reader-scope.js";
import { cachedFacts } from "../gates/card-state.js";
import type { DaemonPart, PartFactory } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";
import { FIXED_LIMIT, type PinChannel } from "../pin/effective-limit.js";
import { pinErrors } from "../pin/pin-errors.js";
import { lockPin } from "../region/operations/lock-pin.js";
import { dayInJapan } from "../services/hand-over/message.js";
import { sharersOf } from "../services/service.js";
import { AccessSessions, type PinTerms } from "./access-sessions.js";

/** Which channels a system has is configured, not its own to say; the first is the one it uses when it names none (R-PIN-04). */
function pinTerms({ services }: DaemonPorts, { systemId }: SystemSession, channel: PinChannel | undefined): PinTerms {
  const service = services.bySystem(systemId);
  const allowed = service?.system.channels ?? ["own"];
  if (channel !== undefined && !allowed.includes(channel)) {
    throw pinErrors.error("channel-not-allowed", { channel, allowed: allowed.join(" ") });
  }
  return { channel: channel ?? allowed[0] ?? "own", profile: service?.package.pin.tries ?? FIXED_LIMIT };
}

/** The part of the daemon that business systems use: `access.open`, `access.transmit`, `access.close` (R-SYS-16, R-EXT-04). */
export const accessPart: PartFactory = (ports): DaemonPart => {
  const sessions = new AccessSessions({
    ...ports,
    newId: () => ports.newId(),
    sharers: ({ systemId, municipality }) => sharersOf(ports.services.bySystem(systemId), municipality),
    cardRef: ({ aid }, cardId) => ports.cardRefs.of(aid, cardId),
    lockOnCard: lockPin(ports),
    identify: async (card) => (await chooseDriver(card.atr, card, ports.random, ports.dialects)).identify(card),
  });
  const about = (handle: string, call: Call<SystemSession>) => {
    const cardId = sessions.cardOf(call.session, handle);
    if (cardId !== undefined) call.target(cardId);
  };
  return {
    handlers: {
      "access.open": async ({ readerId, channel }, call) => {
        demandReader(ports, readerId, call.session.municipality);
        const terms = pinTerms(ports, call.session, channel);
        // A refusal is found by its card as well (R-LOG-04).
        const { handle, cardRef, status } = await sessions.open(
          call.session,
          readerId,
          call.signal,
          terms,
          call.target,
        );
        call.facts({ reader: readerId, channel: terms.channel, ...cachedFacts(status) });
        const from = dayInJapan(status.asOf ?? ports.clock.now());
        const cached = status.source === "cache" ? { cardStatusFrom: from } : {};
        return { handle, cardRef, aid: call.session.aid, ...cached };
      },
      "access.transmit": async ({ handle, command, serverLimit }, call) => {
        about(handle, call);
        return { response: toHex(await sessions.transmit(call.session, handle, fromHex(command), serverLimit)) };
      },
      "access.close": async ({ handle }, call) => {
        about(handle, call);
        await sessions.close(call.session, handle);
        return {};
      },
    },
    start: async () => sessions.start(),
    stop: () => sessions.stop(),
    sessionEnded: (sessionId) => void sessions.sessionEnded(sessionId),
  };
};
