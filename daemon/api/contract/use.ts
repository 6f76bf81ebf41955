import { z } from "zod";
import { stopReasons } from "../../store/records.js";
import { handedOver } from "./cards.js";
import { method, notification } from "./method.js";
import { bilingual, cardId, count, moment, readerId, residentId, serviceId } from "./shapes.js";

const id = z.string().min(1).max(64);

const resume = z.object({
  total: count,
  /** Oldest first, at most 200. */
  items: z.array(
    z.object({
      kind: z.enum(["card-write", "hand-over", "application"]),
      /** Of the journal entry, the message, the application record. */
      id,
      operation: z.string(),
      cardId: cardId.optional(),
      userId: z.string().optional(),
      serviceId: serviceId.optional(),
      since: moment,
      next: z.enum(["put-card", "load", "delete", "clear-up"]),
      advice: bilingual,
    }),
  ),
});

const resumeList = method({
  name: "resume.list",
  need: "card.list",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "What was begun and is not at its end, and what to do next: interrupted card writes, refused messages, open applications (A-07).",
    ja: "未完了の作業と次の手順の一覧(中断した処理、拒否された伝達、未処理の申込み)。",
  },
  params: z.strictObject({}),
  result: resume,
});

const usersList = method({
  name: "users.list",
  need: "resident.read",
  effect: "reads",
  audited: "call",
  summary: {
    en: "A resident's users, with the card, the services and the stop of each (R-DATA-01).",
    ja: "住民の利用者情報(カード、利用中のサービス、停止措置)。",
  },
  params: z.strictObject({ residentId }),
  result: z.object({
    users: z.array(
      z.object({
        userId: id,
        cardId,
        registeredAt: moment,
        services: z.array(z.object({ serviceId, state: z.enum(["pending", "active"]) })),
        stopped: z.enum(stopReasons).optional(),
      }),
    ),
  }),
});

const usersRemove = method({
  name: "users.remove",
  need: "user.register",
  effect: "data",
  audited: "call",
  summary: {
    en: "Removes a user who uses no service any more, with the records that name the user; one with live services is refused (R-DATA-01).",
    ja: "利用中のサービスがない利用者を、関連する記録とともに削除する(利用中のサービスがある場合は拒否する)。",
  },
  params: z.strictObject({ userId: id }),
  result: z.object({ userId: id }),
});

const useEnd = method({
  name: "use.end",
  need: "card.delete",
  effect: "data",
  audited: "call",
  summary: {
    en: "Ends a use whose card is not there, by the resident's application: the registration ends, the application stays on the card (R-USE-05).",
    ja: "カードがない場合に、申込みに基づき利用を終了する(利用登録を解除。カードAPはカードに残る)。",
  },
  params: z.strictObject({ applicationId: id }),
  result: z.object({ cardId, handOver: handedOver, onCard: z.literal("remains") }),
});

const cardsReplace = method({
  name: "cards.replace",
  need: "user.register",
  effect: "data",
  audited: "call",
  summary: {
    en: "Gives a user the card that was issued anew, after the operator has checked whose it is: uses of the old card end and are to be loaded again.",
    ja: "本人確認のうえ、再交付されたカードを利用者のカードとして登録する(旧カードの利用を終了し、新カードへの搭載を再開リストに載せる)。",
  },
  params: z.strictObject({ readerId, cardId, userId: id, identityChecked: z.literal(true) }),
  result: z.object({ cardId, formerCardId: cardId, serviceIds: z.array(serviceId) }),
});

const resumeNews = notification({
  name: "resume",
  summary: {
    en: "At login: what waits to be gone on with. Not sent when nothing does.",
    ja: "ログイン時に、未完了の作業がある場合に通知する。",
  },
  params: resume,
});

export const useMethods = {
  "users.list": usersList,
  "users.remove": usersRemove,
  "resume.list": resumeList,
  "use.end": useEnd,
  "cards.replace": cardsReplace,
} as const;

export const useNotifications = { resume: resumeNews } as const;
