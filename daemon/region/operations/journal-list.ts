import type { Handler } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";

/** Operations of the municipality that wait for their card. */
export const journalList =
  ({ store }: DaemonPorts): Handler<"journal.list"> =>
  async (_, call) => {
    // A card id is not for business systems (R-PRIV-10).
    if (call.session.kind === "system") return { entries: [] };
    const open = await store.of(call.session.municipality).journal.open();
    const entries = open.map(({ id, cardId, operation, state, aid, correlationId, startedAt }) => ({
      id,
      cardId,
      operation,
      state,
      ...(aid === undefined ? {} : { aid }),
      correlationId,
      startedAt: new Date(startedAt).toISOString(),
    }));
    return { entries };
  };
