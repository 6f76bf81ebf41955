import { z } from "zod";
import { method } from "./method.js";
import { loginResult } from "./session.js";
import { cardId, municipalityCode, nothing, operatorId, readerId, sensitive } from "./shapes.js";

/** How operators log in: each municipality introduces one of the three (いずれかを導入, R-OPR-06). */
export const loginMethodNames = ["password", "card", "fingerprint"] as const;
export type LoginMethod = (typeof loginMethodNames)[number];

const minutia = z.strictObject({
  x: z.int().min(0).max(1023),
  y: z.int().min(0).max(1023),
  angle: z.int().min(0).max(359),
  kind: z.enum(["ending", "bifurcation"]),
});
/** The features that a sensor took of a finger. Twelve are the fewest that tell one finger from another. */
const features = sensitive(z.array(minutia).min(12).max(120), "secret");
const reason = z.string().trim().min(1).max(500);

const loginCard = method({
  name: "session.loginCard",
  need: "none",
  effect: "data",
  audited: "call",
  summary: {
    en: "Opens the session of the operator whose card is in a reader: mutual authentication, then the PIN. Taking the card away ends it (R-OPR-05, X-31).",
    ja: "リーダ上の操作者識別カードでログインする(相互認証のうえ暗証番号を照合)。カードを取り出すとセッションは終了する。",
  },
  params: z.strictObject({
    municipality: municipalityCode,
    readerId,
    pin: sensitive(z.string().regex(/^\d{4,16}$/), "secret"),
  }),
  result: loginResult,
});

const loginFingerprint = method({
  name: "session.loginFingerprint",
  need: "none",
  effect: "data",
  audited: "call",
  summary: {
    en: "Opens an operator's session by the features of a finger; a capture that was used before is refused (R-OPR-04, A-39).",
    ja: "指紋の特徴点でログインする。一度使用した採取データは受け付けない。",
  },
  params: z.strictObject({ municipality: municipalityCode, operatorId, sample: features }),
  result: loginResult,
});

const manage = { need: "operator.manage", effect: "data", audited: "call" } as const;

const registerCard = method({
  ...manage,
  name: "operators.registerCard",
  summary: {
    en: "Gives the operator card in a reader to an operator, after mutual authentication. A card is given once.",
    ja: "リーダ上の操作者識別カードを、相互認証のうえオペレータに割り当てる。",
  },
  params: z.strictObject({ operatorId, readerId }),
  result: z.object({ cardId }),
});

const stopCard = method({
  ...manage,
  name: "operators.stopCard",
  summary: {
    en: "Stops an operator card for good; a session that was opened by it ends.",
    ja: "操作者識別カードを失効させる。使用中のセッションは終了する。",
  },
  params: z.strictObject({ cardId, reason }),
  result: z.object({ operatorId }),
});

const enrolFingerprint = method({
  ...manage,
  name: "operators.enrolFingerprint",
  summary: {
    en: "Enrols an operator's finger; the template is kept encrypted and shown to nobody (A-39).",
    ja: "オペレータの指紋を登録する。テンプレートは暗号化して保存する。",
  },
  params: z.strictObject({ operatorId, template: features }),
  result: nothing,
});

const setLoginMethod = method({
  ...manage,
  name: "operators.setLoginMethod",
  summary: {
    en: "Changes the municipality's one login method; an administrator must be able to log in by it. Everybody else's session ends (R-OPR-06, A-11).",
    ja: "市町村のログイン認証方式を変更する。その方式でログインできる管理者が必要。本人以外のセッションは終了する。",
  },
  params: z.strictObject({ method: z.enum(loginMethodNames), reason }),
  result: nothing,
});

export const loginMethods = {
  "session.loginCard": loginCard,
  "session.loginFingerprint": loginFingerprint,
  "operators.registerCard": registerCard,
  "operators.stopCard": stopCard,
  "operators.enrolFingerprint": enrolFingerprint,
  "operators.setLoginMethod": setLoginMethod,
} as const;
