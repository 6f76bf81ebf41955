import { z } from "zod";
import { method, notification } from "./method.js";
import {
  aid,
  area,
  bilingual,
  cardId,
  correlationId,
  count,
  memory,
  moment,
  municipalityCode,
  readerId,
  sensitive,
  serviceId,
  systemId,
} from "./shapes.js";

/** The operator has checked the holder's identity: without it no PIN lock is lifted (R-PIN-06, A-14). */
const identityChecked = z.literal(true).optional();
const applicationId = z.string().min(1).max(64);

/**
 * Whether the business system is told: `queued` in the outbox, `no-address` where none is configured, `non-conforming` where it does not
 * follow the interface and nobody can tell it (R-EXT-03, X-29).
 */
export const handedOver = z.enum(["queued", "unchanged", "no-address", "non-conforming"]);

const servicesList = method({
  name: "services.list",
  need: "session",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Services of the session's municipality, and whether an ordinance lets each be offered (R-AREA-10).",
    ja: "自市町村のサービス一覧と、条例の登録の有無。",
  },
  params: z.strictObject({}),
  result: z.object({
    services: z.array(
      z.object({
        id: serviceId,
        name: bilingual,
        number: count,
        aid,
        version: z.string(),
        size: count,
        ordinance: z.string().optional(),
        enabled: z.boolean(),
        /** Whose service it is, where it is a partner's in joint use. */
        sharedBy: municipalityCode.optional(),
      }),
    ),
  }),
});

const servicesCatalogue = method({
  name: "services.catalogue",
  need: "card.list",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "The guide's two lists, I.1 (eleven examples) and II.4 (three offered), with what the municipality registered under each (R-SVC-01 to 19).",
    ja: "手引きの2つのサービス一覧(I.1の11例、II.4の3サービス)と、自市町村が登録したサービス。",
  },
  params: z.strictObject({
    /** `offered`: only the examples of I.1 that the system itself offers (R-SVC-13). */
    filter: z.enum(["all", "offered"]).default("all"),
  }),
  result: z.object({
    examples: z.array(
      z.object({
        mark: z.string(),
        name: bilingual,
        /** Whether the system offers it, or a municipality makes a service of its own of it. */
        class: z.enum(["offered", "own"]),
        offeredAs: z.array(z.string()),
        services: z.array(
          z.object({
            id: serviceId,
            aid,
            systemId,
            municipality: municipalityCode,
            ordinance: z.string().optional(),
            /** Without an ordinance nothing is loaded for it (R-SVC-12). */
            enabled: z.boolean(),
          }),
        ),
      }),
    ),
    offered: z.array(z.object({ mark: z.string(), name: bilingual, interfaceOnly: z.boolean() })),
  }),
});

const areaSet = method({
  name: "area.set",
  need: "card.area",
  effect: "card",
  audited: "call",
  summary: { en: "Sets the regional area of the card (R-AREA-02).", ja: "カードの領域設定を行う。" },
  params: z.strictObject({ readerId, cardId: cardId.optional() }),
  result: z.object({ cardId, area }),
});

const areaRekey = method({
  name: "area.rekey",
  need: "card.area",
  effect: "card",
  audited: "call",
  summary: {
    en: "Puts the municipality's newest area key in the place of an older generation's, or of a predecessor's, on this card; its applications stay (A-18, X-37).",
    ja: "カードの独自利用領域キーを、旧世代または合併前の市町村の鍵から最新の鍵に更新する(搭載済みのカードAPはそのまま)。",
  },
  params: z.strictObject({ readerId, cardId: cardId.optional() }),
  result: z.object({
    cardId,
    area,
    from: z.object({ municipality: municipalityCode, keyId: z.string(), generation: count }),
  }),
});

const cardAppsLoad = method({
  name: "cardApps.load",
  need: "card.load",
  effect: "card",
  audited: "call",
  summary: {
    en: "Loads the card application that the resident applied for and registers its use: both or neither (R-USE-03).",
    ja: "申込みに基づきカードAPを搭載し、利用登録する(両方完了するか、どちらも行わない)。",
  },
  params: z.strictObject({ readerId, applicationId, identityChecked }),
  result: z.object({ aid, version: z.string(), memory, registration: z.literal("active"), handOver: handedOver }),
});

export const cardAppState = z.enum(["loading", "installed", "personalised", "locked"]);

const cardAppsList = method({
  name: "cardApps.list",
  need: "card.list",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Lists the card's regional area: never the content of an application (R-AP-10).",
    ja: "カード内のカードAP一覧を参照する(内容は表示しない)。",
  },
  params: z.strictObject({ readerId }),
  result: z.object({
    area: area.optional(),
    memory,
    applications: z.array(
      z.object({
        aid,
        name: bilingual.optional(),
        serviceId: serviceId.optional(),
        municipality: municipalityCode.optional(),
        /** `own`: this municipality's or a predecessor's; `unknown`: not of our package format, and to be left alone. */
        owner: z.enum(["own", "other", "unknown"]),
        version: z.string().optional(),
        state: cardAppState,
        size: count,
      }),
    ),
  }),
});

const cardAppsDelete = method({
  name: "cardApps.delete",
  need: "card.delete",
  effect: "card",
  audited: "call",
  summary: {
    en: "Deletes a card application and withdraws its registration (R-USE-05).",
    ja: "申込みに基づきカードAPを削除し、利用登録を解除する。",
  },
  params: z.strictObject({ readerId, applicationId, identityChecked }),
  result: z.object({ aid, memory }),
});

const cardAppsUpgrade = method({
  name: "cardApps.upgrade",
  need: "card.load",
  effect: "card",
  audited: "call",
  summary: {
    en: "Puts the catalogue's version in the place of the one on the card; the registration stays, the records are the first ones again, the PIN has to be set anew.",
    ja: "カード内のカードAPを登録済みの版に入れ替える(利用登録は維持。レコードは初期化され、暗証番号は再設定が必要)。",
  },
  params: z.strictObject({ readerId, cardId, serviceId, identityChecked }),
  result: z.object({ aid, from: z.string(), version: z.string(), memory, pinToSet: z.literal(true) }),
});

const cardAppsSetPin = method({
  name: "cardApps.setPin",
  need: "card.pin",
  effect: "card",
  audited: "call",
  summary: { en: "Sets the PIN of a card application.", ja: "カードAPの暗証番号を設定する。" },
  params: z.strictObject({
    readerId,
    cardId: cardId.optional(),
    serviceId,
    pin: sensitive(z.string().min(1).max(32), "secret"),
    identityChecked,
  }),
  result: z.object({ aid }),
});

export const verdict = z.enum([
  "ok",
  "service",
  "reader",
  "no-card",
  "card-mute",
  "card-unknown",
  "area",
  "application",
  "locked",
]);

const cardDiagnose = method({
  name: "card.diagnose",
  need: "card.diagnose",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Finds out, without writing, whether the fault is in the reader, the card, the area or an application (A-37).",
    ja: "障害の箇所(リーダ・カード・領域・カードAP)を、書き込みを行わずに切り分ける。",
  },
  params: z.strictObject({ readerId }),
  result: z.object({
    verdict,
    steps: z.array(
      z.object({ check: z.string(), result: z.enum(["ok", "fault", "skipped"]), finding: bilingual.optional() }),
    ),
    advice: bilingual,
  }),
});

export const journalState = z.enum(["open", "finished", "undone", "failed"]);

const journalList = method({
  name: "journal.list",
  need: "session",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Operations that were interrupted and wait for their card (A-07).",
    ja: "中断され、カードの再挿入を待っている処理の一覧。",
  },
  params: z.strictObject({}),
  result: z.object({
    entries: z.array(
      z.object({
        id: z.string(),
        cardId,
        operation: z.string(),
        state: journalState,
        aid: aid.optional(),
        correlationId,
        startedAt: moment,
      }),
    ),
  }),
});

const journalChanged = notification({
  name: "journal.changed",
  summary: {
    en: "An interrupted operation was finished or undone after its card came back, or can be neither (`failed`: do it again).",
    ja: "中断されていた処理が、カードの再挿入により完了または取り消された(`failed`はどちらもできないため再実行が必要)。",
  },
  params: z.object({ id: z.string(), state: z.enum(["finished", "undone", "failed"]), cardId, operation: z.string() }),
});

const progress = notification({
  name: "progress",
  summary: { en: "How far a running card operation is.", ja: "実行中のカード処理の進み具合。" },
  params: z.object({ correlationId, operation: z.string(), name: z.string(), done: count, total: count }),
});

export const cardMethods = {
  "services.list": servicesList,
  "services.catalogue": servicesCatalogue,
  "area.set": areaSet,
  "area.rekey": areaRekey,
  "cardApps.load": cardAppsLoad,
  "cardApps.list": cardAppsList,
  "cardApps.delete": cardAppsDelete,
  "cardApps.upgrade": cardAppsUpgrade,
  "cardApps.setPin": cardAppsSetPin,
  "card.diagnose": cardDiagnose,
  "journal.list": journalList,
} as const;

export const cardNotifications = { progress, "journal.changed": journalChanged } as const;
