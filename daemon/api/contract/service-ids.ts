import { z } from "zod";
import { method } from "./method.js";
import { nothing, sensitive } from "./shapes.js";

const serviceUseId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\x21-\x7e]+$/, "service-use ID: printable ASCII without blanks");
const password = sensitive(z.string().min(1).max(256), "secret");

const setPassword = method({
  name: "serviceIds.setPassword",
  need: "user.register",
  effect: "data",
  audited: "call",
  summary: {
    en: "Sets the password of a resident's service-use ID, which the resident types at the counter; kept as a salted hash (R-DATA-07).",
    ja: "住民のサービス利用IDのパスワードを設定する(本人が窓口で入力)。ソルト付きハッシュで保存する。",
  },
  params: z.strictObject({ id: serviceUseId, password }),
  result: nothing,
});

const login = method({
  name: "serviceIds.login",
  need: "system",
  effect: "data",
  audited: "call",
  summary: {
    en: "A business system asks whether a resident's service-use ID and password are right, and the ID is not stopped (R-NET-02, R-STOP-03). Unknown, wrong and locked are answered alike; no operator's password opens it.",
    ja: "業務システムが、住民のサービス利用IDとパスワードを確認する。未登録・誤り・ロック中は同じ応答とし、停止中のIDは利用できない。操作者のパスワードでは利用できない。",
  },
  params: z.strictObject({ id: serviceUseId, password }),
  result: z.object({ state: z.literal("active") }),
});

export const serviceIdMethods = { "serviceIds.setPassword": setPassword, "serviceIds.login": login } as const;
