import { z } from "zod";
import { stopReasons, stopReporters } from "../../store/records.js";
import { method, notification } from "./method.js";
import { bilingual, cardId, count, moment, municipalityCode, residentId, serviceId, systemId } from "./shapes.js";

const serviceUseId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\x21-\x7e]+$/, "service-use ID: printable ASCII without blanks");
const reason = z.enum(stopReasons);
const stoppable = z.enum(["card", "service-id"]);

/** A service of the stopped card, and whether its business system has been told (R-EXT-07, X-11). */
const touched = z.object({
  serviceId,
  municipality: municipalityCode,
  systemId,
  system: bilingual.optional(),
  told: z.enum(["notified", "not-notified-non-conforming"]),
});

const stopsSet = method({
  name: "stops.set",
  need: "card.stop",
  effect: "data",
  audited: "call",
  summary: {
    en: "Stops all services of a user's cards at once, in every municipality of this system (停止措置); no card is needed. Lost and stolen stop the service-use ID too; for other reasons the operator says.",
    ja: "利用者のカードの全サービスを直ちに停止する(停止措置)。カードは不要。紛失・盗難ではサービス利用IDも停止し、その他の理由では操作者が指定する。",
  },
  params: z.strictObject({
    residentId,
    /** One of the resident's cards; all of them when absent. */
    cardId: cardId.optional(),
    reason,
    reportedBy: z.enum(stopReporters),
    /** Whether the service-use ID is stopped as well: to be said for every reason but lost and stolen. */
    serviceId: z.boolean().optional(),
  }),
  result: z.object({
    cards: z.array(cardId),
    serviceIds: z.array(serviceUseId),
    services: z.array(touched),
    /** In words for the operator: each system that could not be told. */
    warnings: z.array(bilingual),
  }),
});

const stopsLift = method({
  name: "stops.lift",
  need: "card.lift-stop",
  effect: "data",
  audited: "call",
  summary: {
    en: "Lifts a stop, of the card or of the service-use ID, each by itself, after an identity check and only while the CS says that the card is in operation (A-46).",
    ja: "停止措置を解除する(カード・サービス利用IDは別々に)。本人確認済みで、住基ネットCSの運用状態が運用中の場合に限る。",
  },
  params: z.strictObject({
    residentId,
    /** Left out for the service-use ID of whoever has no card in use. */
    cardId: cardId.optional(),
    what: stoppable,
    identityChecked: z.boolean().optional(),
  }),
  result: z.object({ cardId: cardId.optional(), lifted: stoppable, stillStopped: z.boolean() }),
});

const stopsList = method({
  name: "stops.list",
  need: "card.stops",
  effect: "reads",
  audited: "call",
  summary: {
    en: "The municipality's own stops, of cards and of service-use IDs.",
    ja: "自市町村の停止措置の一覧(カード・サービス利用ID)。",
  },
  params: z.strictObject({}),
  result: z.object({
    cards: z.array(
      z.object({
        cardId,
        residentId: residentId.optional(),
        reason,
        reportedBy: z.enum([...stopReporters, "unknown"]),
        setBy: z.string(),
        setAt: moment,
      }),
    ),
    serviceIds: z.array(z.object({ id: serviceUseId, residentId, reason: reason.optional(), since: moment })),
  }),
});

const stopsProposals = method({
  name: "stops.proposals",
  need: "card.stops",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Stops that imports propose: cards that still give service, whose holders have moved out or died. Accept one by stops.set with the reason `import`, or decline it (A-45).",
    ja: "住民情報の取込みに基づく停止措置の提案(転出・死亡等の利用者の、利用登録が残るカード)。理由 import の stops.set で停止するか、見送る。",
  },
  params: z.strictObject({}),
  result: z.object({
    total: count,
    /** At most 200. */
    proposals: z.array(
      z.object({
        residentId,
        cardId,
        because: z.enum(["moved", "died", "removed", "absent", "unknown"]),
        since: z.iso.date(),
        serviceIds: z.array(serviceId),
      }),
    ),
  }),
});

const stopsDecline = method({
  name: "stops.decline",
  need: "card.stop",
  effect: "data",
  audited: "call",
  summary: {
    en: "Declines a proposed stop: of the same going away it is not proposed again. Nothing else changes.",
    ja: "停止措置の提案を見送る(同じ異動については再び提案しない)。ほかは何も変わらない。",
  },
  params: z.strictObject({ residentId }),
  result: z.object({ residentId }),
});

const stopsProposed = notification({
  name: "stops.proposed",
  summary: {
    en: "Imports propose stops: pushed when an import brought more, and at login while there are some.",
    ja: "停止措置の提案がある旨の通知(取込みで増えた時と、ログイン時)。",
  },
  params: z.object({ total: count }),
});

const serviceIdsAdd = method({
  name: "serviceIds.add",
  need: "user.register",
  effect: "data",
  audited: "call",
  summary: {
    en: "Puts the service-use ID of a resident on record, so that a report of loss stops it together with the card (R-STOP-03).",
    ja: "住民のサービス利用IDを登録する(紛失の届出でカードとともに停止するため)。",
  },
  params: z.strictObject({ residentId, id: serviceUseId }),
  result: z.object({ id: serviceUseId, state: z.enum(["active", "stopped"]) }),
});

const serviceIdsState = method({
  name: "serviceIds.state",
  need: "system",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "For a business system, at each login by service-use ID: whether the ID may be used now. A stopped one is refused.",
    ja: "業務システム用。サービス利用IDでのログイン時に利用可否を確認する。停止中のIDは拒否する。",
  },
  params: z.strictObject({ id: serviceUseId }),
  result: z.object({ state: z.literal("active") }),
});

const stopsChanged = notification({
  name: "stops.changed",
  summary: {
    en: "A card was stopped, or its stop was lifted; pushed to the municipality and to those that use services jointly with it.",
    ja: "カードの停止措置・解除の通知。自市町村と共同利用の市町村に送る。",
  },
  params: z.object({ cardId, state: z.enum(["stopped", "lifted"]), municipality: municipalityCode }),
});

export const stopMethods = {
  "stops.set": stopsSet,
  "stops.lift": stopsLift,
  "stops.list": stopsList,
  "stops.proposals": stopsProposals,
  "stops.decline": stopsDecline,
  "serviceIds.add": serviceIdsAdd,
  "serviceIds.state": serviceIdsState,
} as const;

export const stopNotifications = { "stops.changed": stopsChanged, "stops.proposed": stopsProposed } as const;
