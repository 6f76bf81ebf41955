import { z } from "zod";
import { handOverKind } from "./hand-over-message.js";
import { method, notification } from "./method.js";
import { count, moment, serviceId, systemId } from "./shapes.js";

const handOverId = z.string().min(1).max(64);

const handOverList = method({
  name: "handOver.list",
  need: "card.list",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Messages that business systems have not taken yet, oldest first, and which systems do not answer (A-32).",
    ja: "業務システムへ未伝達の情報の一覧(古い順)と、応答のない業務システム。",
  },
  params: z.strictObject({}),
  result: z.object({
    messages: z.array(
      z.object({
        id: handOverId,
        systemId,
        serviceId,
        userId: z.string(),
        kind: handOverKind,
        state: z.enum(["waiting", "refused"]),
        attempts: count,
        since: moment,
        lastError: z.string().optional(),
      }),
    ),
    down: z.array(systemId),
  }),
});

const handOverRetry = method({
  name: "handOver.retry",
  need: "hand-over.repeat",
  effect: "data",
  audited: "call",
  summary: {
    en: "Sends a message again that its business system refused, once the matter is cleared up with it.",
    ja: "業務システムが拒否した情報を、原因の解消後に再送する。",
  },
  params: z.strictObject({ id: handOverId }),
  result: z.object({ state: z.literal("waiting") }),
});

const handOverChanged = notification({
  name: "handOver.changed",
  summary: {
    en: "A business system refuses a message: a registration that it refuses gives no service.",
    ja: "業務システムが情報を拒否した(利用登録が拒否された場合、サービスは利用できない)。",
  },
  params: z.object({ id: handOverId, systemId, serviceId, kind: handOverKind, state: z.literal("refused") }),
});

export const handOverMethods = { "handOver.list": handOverList, "handOver.retry": handOverRetry } as const;

export const handOverNotifications = { "handOver.changed": handOverChanged } as const;
