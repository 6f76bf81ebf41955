import { z } from "zod";
import { method, notification } from "./method.js";
import { cardId, count, moment, readerId, serviceId } from "./shapes.js";

const bulkId = z.string().min(1).max(64);
const counts = { total: count, loaded: count, already: count, failed: count };
const outcome = z.enum(["loaded", "already", "failed"]);
const progress = z.object({ bulkId, cardId, outcome, code: z.string().optional(), ...counts });
const summary = z.object({
  bulkId,
  serviceId,
  since: moment,
  ...counts,
  failures: z.array(z.object({ cardId, code: z.string() })),
});

const bulkBegin = method({
  name: "bulk.begin",
  need: "card.load",
  effect: "data",
  audited: "call",
  summary: {
    en: "Begins to load one service onto card after card (連続搭載), for those who applied for it.",
    ja: "申込み済みの利用者について、1つのサービスの連続搭載を開始する。",
  },
  params: z.strictObject({ serviceId }),
  result: z.object({ bulkId, total: count }),
});

const bulkLoad = method({
  name: "bulk.load",
  need: "card.load",
  effect: "card",
  audited: "call",
  summary: {
    en: "Loads the run's service onto the card in the reader, as cardApps.load does; a refused card is noted and the run goes on.",
    ja: "リーダ上のカードに搭載する(cardApps.loadと同じ検査・記録)。拒否されたカードは理由とともに記録し、次のカードへ進める。",
  },
  params: z.strictObject({ bulkId, readerId }),
  result: progress,
});

const bulkEnd = method({
  name: "bulk.end",
  need: "card.load",
  effect: "data",
  audited: "call",
  summary: { en: "Ends a bulk load and sums it up.", ja: "連続搭載を終了し、結果を集計する。" },
  params: z.strictObject({ bulkId }),
  result: summary,
});

const bulkList = method({
  name: "bulk.list",
  need: "card.list",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Bulk loads that have not ended, also those that a stop of the daemon interrupted: each goes on with its next card.",
    ja: "終了していない連続搭載の一覧(デーモン停止で中断したものも続行できる)。",
  },
  params: z.strictObject({}),
  result: z.object({ runs: z.array(summary) }),
});

const bulkProgress = notification({
  name: "bulk.progress",
  summary: { en: "How far a bulk load is, after each card.", ja: "連続搭載の進み具合(1枚ごと)。" },
  params: progress,
});

export const bulkMethods = {
  "bulk.begin": bulkBegin,
  "bulk.load": bulkLoad,
  "bulk.end": bulkEnd,
  "bulk.list": bulkList,
} as const;

export const bulkNotifications = { "bulk.progress": bulkProgress } as const;
