import { fromHex } from "#card/bytes/bytes.js";
import { deriveAreaKeys } from "#card/region/derived-keys.js";
import type { Handler } from "../../api/call.js";
import { demandActive, demandNotStopped } from "../../gates/card-state.js";
import { gateErrors } from "../../gates/gate-errors.js";
import type { DaemonPorts } from "../../main/ports.js";
import { demandMovedOut } from "./moved-out.js";

/** Gives another municipality the keys of one card, enciphered for it alone: derived keys, never the master (R-AREA-11). */
export const issueTicket =
  (ports: DaemonPorts): Handler<"move.issueTicket"> =>
  async ({ to, request, settingKey, hours }, call) => {
    const { municipality } = call.session;
    const { cardId, from, keyLength } = request;
    call.target(cardId);
    call.facts({ to });
    if (!ports.municipalities.homesOf(municipality).includes(from)) throw gateErrors.error("other-municipality");
    await demandMovedOut(ports, municipality, cardId);
    await demandActive(ports.status, cardId);
    await demandNotStopped(ports.store.stops, cardId);
    await call.stillPermitted();
    const { keyId, generation } = request;
    const isSet = keyId !== undefined && generation !== undefined;
    const key = isSet ? { keyId, generation } : (settingKey ?? (await ports.areaKeys.current(from)));
    const usage = isSet ? "area" : "setting";
    const keys = await ports.areaKeys.withMaster(from, key, async (master) =>
      deriveAreaKeys({ ...key, master }, fromHex(cardId), usage, keyLength),
    );
    const { id, ticket, expiresAt } = await ports.tickets.issue(municipality, to, { cardId, from, usage, keys }, hours);
    const until = new Date(expiresAt).toISOString();
    call.facts({ ticketId: id, usage, keyId: key.keyId, generation: key.generation, expiresAt: until });
    return { ticketId: id, ticket, expiresAt: until };
  };
