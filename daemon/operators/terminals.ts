import { BlockList, isIPv6 } from "node:net";
import type { CallerConnection } from "../api/call.js";
import { addRange } from "../config/addresses.js";
import type { KnownEquipment } from "../config/known-equipment.js";
import { sessionErrors } from "./operator-errors.js";

/** The terminals that operators log in from (R-OPS-07). */
export interface Terminals {
  /** Name of the terminal; undefined where none is listed. Throws `session.unknown-terminal` for one that is not on the list. */
  demand(connection: Pick<CallerConnection, "address" | "certificate">): string | undefined;
}

/** Terminals by address, by client certificate, or by both. An empty list lets every terminal in. */
export function knownTerminals(list: KnownEquipment["terminals"]): Terminals {
  const known = list.map(({ name, address, certificateFingerprint }) => {
    const range = new BlockList();
    if (address !== undefined) addRange(range, address);
    return {
      name,
      fits: (from: Pick<CallerConnection, "address" | "certificate">) =>
        (address === undefined || range.check(from.address, isIPv6(from.address) ? "ipv6" : "ipv4")) &&
        (certificateFingerprint === undefined || certificateFingerprint === from.certificate),
    };
  });
  return {
    demand(connection) {
      if (known.length === 0) return undefined;
      const terminal = known.find(({ fits }) => fits(connection));
      if (terminal === undefined) throw sessionErrors.error("unknown-terminal");
      return terminal.name;
    },
  };
}
