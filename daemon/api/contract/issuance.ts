import { z } from "zod";
import { method } from "./method.js";
import { bilingual, cardId, count, moment, operatorId, readerId, sensitive, serviceId } from "./shapes.js";

/** The counter's own id of what it asks for: asked again under it, no second certificate is made. */
const requestId = z
  .string()
  .regex(/^[\w-]{8,64}$/, "8 to 64 letters, digits, - or _")
  .meta({ examples: ["7c1f0f5e-request"] });
const kind = z
  .string()
  .regex(/^[\x21-\x7e]{1,32}$/, "printable ASCII without blanks")
  .meta({ examples: ["resident"] });
const serial = z.string();

const certificate = z.object({
  requestId,
  kind,
  serial,
  /** The signed file (decision 0023), for the printer; base64. Not kept by the daemon. */
  pdf: sensitive(z.base64(), "personal"),
  /** Characters on it that could not be set as they are. */
  replaced: sensitive(z.array(z.string()), "personal"),
});

const kinds = method({
  name: "issuance.kinds",
  need: "card.certificate",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Which certificates the holder of the card in this reader can have at the counter now; no PIN is needed for it (R-KIOSK-04).",
    ja: "リーダ上のカードの利用者に窓口で交付できる証明書の種類を調べる(暗証番号は不要)。",
  },
  params: z.strictObject({ readerId, serviceId }),
  result: z.object({
    cardId,
    kinds: z.array(
      z.object({
        kind,
        title: bilingual,
        /** Yen. */
        fee: count,
        /** Code of the reason why it cannot be had now. */
        refused: z.string().optional(),
      }),
    ),
  }),
});

const issue = method({
  name: "issuance.issue",
  need: "card.certificate",
  effect: "card",
  audited: "call",
  summary: {
    en: "Issues a certificate at the counter: gates of use, mutual authentication, the holder's PIN, the issuing server (R-SYS-17). One entry of the PIN per call; the limit is min(3, the server's) (R-PIN-05). It is on the list until it is handed out.",
    ja: "窓口交付: 利用可否の確認、相互認証、本人の暗証番号の照合のうえ、証明発行サーバの証明書を交付する。暗証番号の上限は3回(サーバの設定が少なければそれに従う)。引き渡すまで一覧に残る。",
  },
  params: z.strictObject({
    requestId,
    readerId,
    /** The card that was shown to the operator: another one in the reader is refused. */
    cardId,
    serviceId,
    kind,
    /** Entered by the holder, at the counter's PIN pad or in the page's field. */
    pin: sensitive(z.string().min(1).max(16), "secret"),
  }),
  result: certificate,
});

const reprint = method({
  name: "issuance.reprint",
  need: "card.certificate",
  effect: "data",
  audited: "call",
  summary: {
    en: "Gives a certificate that was issued and not handed out once more on the same day, as after a paper jam; no second one is made.",
    ja: "発行済みで未交付の証明書を当日中に再度取得する(紙詰まりなど)。新たな証明書は発行しない。",
  },
  params: z.strictObject({ requestId }),
  result: certificate,
});

const handOut = method({
  name: "issuance.handOut",
  need: "card.certificate",
  effect: "data",
  audited: "call",
  summary: {
    en: "Notes that the certificate was printed and handed to the holder; after that it is neither printed again nor taken back.",
    ja: "証明書を印刷し本人に交付したことを記録する(以後の再印刷・取消しはできない)。",
  },
  params: z.strictObject({ requestId }),
  result: z.object({ requestId, serial }),
});

const cancel = method({
  name: "issuance.cancel",
  need: "card.certificate",
  effect: "data",
  audited: "call",
  summary: {
    en: "Takes back a certificate that was not handed out: the issuing server makes it void, and makes none for this request any more.",
    ja: "未交付の証明書を取り消す(証明発行サーバが無効とし、同じ要求では発行しない)。",
  },
  params: z.strictObject({ requestId }),
  result: z.object({ requestId }),
});

const list = method({
  name: "issuance.list",
  need: "card.certificate",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Certificates that were asked for at the municipality's counters and neither handed out nor taken back.",
    ja: "窓口で請求され、交付も取消しもされていない証明書の一覧。",
  },
  params: z.strictObject({}),
  result: z.object({
    issuances: z.array(
      z.object({
        requestId,
        serviceId,
        cardId,
        kind,
        /** `asked`: the issuing server could not tell yet whether it made one. `taken-back`: it could not be told yet to make it void. */
        state: z.enum(["asked", "issued", "taken-back"]),
        serial: serial.optional(),
        operatorId,
        askedAt: moment,
      }),
    ),
  }),
});

export const issuanceMethods = {
  "issuance.kinds": kinds,
  "issuance.issue": issue,
  "issuance.reprint": reprint,
  "issuance.handOut": handOut,
  "issuance.cancel": cancel,
  "issuance.list": list,
} as const;
