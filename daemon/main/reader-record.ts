import type { ReaderEvent, ReaderInfo } from "#card/reader/reader-port.js";
import type { DaemonPorts } from "./ports.js";

/** Keeps record of the readers: attached, detached, service up and down (R-LOG-03). Cards are not recorded: they are persons'. */
export function recordReaders({ readers, audit, failures, newId, municipalities }: DaemonPorts): () => void {
  return readers.subscribe((event) => {
    const row = rowOf(event);
    if (row === undefined) return;
    const correlationId = newId();
    audit
      .record({ ...row, correlationId, ...ownerOf(event, municipalities) })
      .catch((error) => failures.error("audit.lost-row", error, { correlationId, event: row.event }));
  });
}

/** Puts a reader on record that is not on the list of known ones (R-OPS-07). */
export function refusedReader({ audit, failures, newId }: Pick<DaemonPorts, "audit" | "failures" | "newId">) {
  return ({ id: target, name }: ReaderInfo): void => {
    const correlationId = newId();
    const row = { event: "reader.refused", outcome: "refused", code: "known-reader.unknown", target } as const;
    audit
      .record({ ...row, correlationId, facts: { name } })
      .catch((error) => failures.error("audit.lost-row", error, { correlationId, event: row.event }));
  };
}

/** Whose counter the reader stands on, where that is told. */
function ownerOf(event: ReaderEvent, municipalities: DaemonPorts["municipalities"]) {
  const municipality = event.type === "service" ? undefined : municipalities.readerOwner(event.reader.name);
  return municipality === undefined ? {} : { municipality };
}

function rowOf(event: ReaderEvent) {
  switch (event.type) {
    case "service": {
      const outcome = event.state === "up" ? "ok" : "failed";
      return { event: `readers.service-${event.state}`, outcome } as const;
    }
    case "reader-attached":
    case "reader-detached":
      return { event: event.type.replace("-", "."), outcome: "ok", target: event.reader.id } as const;
    default:
      return undefined;
  }
}
