import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";
import type { Identify } from "../use/replace-card.js";
import { bulkBegin, bulkEnd, bulkList, bulkLoad } from "./bulk-load.js";

/** Bulk loads (連続搭載). */
export function bulkPart(ports: DaemonPorts, identify: Identify): DaemonPart {
  return {
    handlers: {
      "bulk.begin": bulkBegin(ports),
      "bulk.load": bulkLoad(ports, identify),
      "bulk.end": bulkEnd(ports),
      "bulk.list": bulkList(ports),
    },
  };
}
