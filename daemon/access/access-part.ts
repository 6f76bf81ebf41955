import { fromHex, toHex } from "#card/bytes/bytes.js";
import { chooseDriver } from "#card/region/index.js";
import type { DaemonPart, PartFactory } from "../main/part.js";
import { AccessSessions } from "./access-sessions.js";

/** The part of the daemon that business systems use: `access.open`, `access.transmit`, `access.close` (R-SYS-16, R-EXT-04). */
export const accessPart: PartFactory = (ports): DaemonPart => {
  const sessions = new AccessSessions({
    ...ports,
    newId: () => ports.newId(),
    identify: async (card) => (await chooseDriver(card.atr, card, ports.random, ports.dialects)).identify(card),
  });
  return {
    handlers: {
      "access.open": async ({ readerId }, call) => {
        const { handle, cardId } = await sessions.open(call.session, readerId, call.signal);
        call.target(cardId);
        call.facts({ reader: readerId });
        return { handle, cardId, aid: call.session.aid };
      },
      "access.transmit": async ({ handle, command }, call) => ({
        response: toHex(await sessions.transmit(call.session, handle, fromHex(command))),
      }),
      "access.close": async ({ handle }, call) => {
        await sessions.close(call.session, handle);
        return {};
      },
    },
    start: async () => sessions.start(),
    stop: () => sessions.stop(),
    sessionEnded: (sessionId) => void sessions.sessionEnded(sessionId),
  };
};
