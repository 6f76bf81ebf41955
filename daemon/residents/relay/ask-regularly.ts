import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { Imports } from "../imports.js";

type Ports = Pick<DaemonPorts, "clock" | "audit" | "failures" | "newId" | "residentSettings">;

/** Asks a municipality's relay again and again until the signal; what it brings, and when it stops or begins to fail, is on record. */
async function askOne(ports: Ports, imports: Imports, municipality: string, everyMs: number, signal: AbortSignal) {
  let failing: string | undefined;
  for (;;) {
    await ports.clock.sleep(everyMs, signal);
    const correlationId = ports.newId();
    const record = (outcome: "ok" | "failed", facts: Record<string, string | number>, code?: string) =>
      ports.audit
        .record({ event: "residents.pull", outcome, correlationId, municipality, code, facts })
        .catch((error) => ports.failures.error("audit.lost-row", error, { correlationId }));
    try {
      const { files, imported, sequence } = await imports.pull({ municipality, progress: () => {} }, signal);
      if (files > 0 || failing !== undefined) await record("ok", { files, residents: imported, sequence });
      failing = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const code = isMadoguchiError(error) ? error.code : "api.internal";
      ports.failures.error("residents.pull", error, { correlationId });
      if (code !== failing) await record("failed", {}, code);
      failing = code;
    }
  }
}

/** Begins to ask every relay that is to be asked by itself; gives what ends it. */
export function askRegularly(ports: Ports, imports: Imports): () => Promise<void> {
  const end = new AbortController();
  const asking = ports.residentSettings.municipalities.flatMap((municipality) => {
    const everyMs = ports.residentSettings.of(municipality).relay?.everyMs ?? 0;
    return everyMs === 0 ? [] : [askOne(ports, imports, municipality, everyMs, end.signal).catch(() => {})];
  });
  return async () => {
    end.abort();
    await Promise.all(asking);
  };
}
