import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { AreaStatus, ChannelKeys } from "#card/region/card-driver.js";
import type { KnownCard } from "../../cards/known-card.js";
import type { DaemonPorts } from "../../main/ports.js";
import { moveErrors } from "../../tickets/ticket-errors.js";
import type { OpenedTicket } from "../../tickets/ticket-port.js";
import { areaKeysOf, settingKeysOf } from "../area-keys.js";

/** The keys of the municipality whose card it is, in joint use: from this system's own vault. Undefined where it does not hold them. */
export async function vaultKeys(
  ports: DaemonPorts,
  from: string,
  area: AreaStatus,
  card: KnownCard,
): Promise<ChannelKeys | undefined> {
  if (ports.municipalities.servedAs(from) === undefined) return undefined;
  try {
    if (area.state === "set") return await areaKeysOf(ports, from, area, "area", card);
    return await settingKeysOf(ports, from, card);
  } catch (error) {
    if (isMadoguchiError(error, "keys.no-area-key")) return undefined;
    throw error;
  }
}

/** The keys of a ticket, once it is clear that it is for this card as it stands. Throws `move.ticket-other-card`. */
export function ticketKeys(
  { cardId, from, usage, keys }: OpenedTicket,
  holder: string,
  area: AreaStatus,
  { identity, driver }: KnownCard,
): ChannelKeys {
  const fits =
    cardId === identity.cardId &&
    from === holder &&
    usage === (area.state === "set" ? "area" : "setting") &&
    keys.enc.length === driver.keyLength &&
    (area.state !== "set" || keys.version === area.generation);
  if (!fits) throw moveErrors.error("ticket-other-card");
  return keys;
}
