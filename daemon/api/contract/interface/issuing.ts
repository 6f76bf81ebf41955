import { z } from "zod";
import { bilingual } from "../shapes.js";
import type { InterfaceAnswer, InterfaceRoute } from "./routes.js";

/**
 * What a terminal, above all an automatic machine (自動交付機, II.4-②: interface only), asks of the certificate issuing server. Ours: the
 * guide defines none (docs/assumptions.md). Nothing of it is in the daemon, which only opens the card application for the terminal.
 */
export const pinLimitAnswer = z.object({
  limit: z.union([z.number(), z.string(), z.null()]).optional().meta({
    description: "Limit of wrong PINs; handed to `access.transmit` as it is, at each verification.",
  }),
});

/** What a terminal is told of one kind of certificate. */
export const certificateOffer = z.object({
  kind: z.string(),
  title: bilingual,
  fee: z.int().nonnegative().meta({ description: "Yen." }),
  refused: z.string().optional().meta({ description: "Code of the reason why it cannot be had now." }),
});

export const certificateRequest = z.strictObject({
  request: z
    .string()
    .regex(/^[\w-]{8,64}$/)
    .meta({
      description: "The terminal's own id: asked twice, one certificate is issued.",
      examples: ["6f1d2c3b4a59"],
    }),
  number: z.string().min(1).max(64).meta({ description: "As the card application's first record says." }),
  kind: z.string().min(1).max(32),
});

export const issuedCertificate = z.object({
  serial: z.string(),
  pdf: z.base64(),
  replaced: z.array(z.string()).meta({ description: "Characters that could not be set as they are." }),
});

export const issuingRefusal = z.object({
  code: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});

const answer = (status: number, en: string, ja: string, body?: z.ZodType): InterfaceAnswer => ({
  ...{ status, what: { en, ja } },
  ...(body && { body }),
});
const malformed = answer(400, "Not a request of this interface.", "形式が規定に合わない。", issuingRefusal);
const stranger = answer(403, "No registered terminal.", "登録された端末ではない。", issuingRefusal);
const notNow = answer(409, "Not here, not now, or not for this user.", "時間外・対象外など。", issuingRefusal);

export const issuingRoutes: readonly InterfaceRoute[] = [
  {
    method: "get",
    path: "/pin-limit",
    operationId: "pinLimit",
    summary: {
      en: "The limit of wrong PINs, before each verification.",
      ja: "暗証番号の誤り許容回数(照合のたびに取得)。",
    },
    answers: [answer(200, "The limit, as it is set.", "許容回数。", pinLimitAnswer), stranger],
  },
  {
    method: "get",
    path: "/open",
    operationId: "open",
    summary: { en: "Whether certificates are issued at this terminal now.", ja: "この端末で現在発行できるか。" },
    answers: [answer(200, "They are.", "発行できる。", z.object({})), stranger, notNow],
  },
  {
    method: "get",
    path: "/offers",
    operationId: "offers",
    summary: { en: "The kinds that this user can have here.", ja: "利用者が取得できる証明書の種類。" },
    params: { number: { in: "query", schema: certificateRequest.shape.number } },
    answers: [
      answer(
        200,
        "Each kind, with its fee or why not.",
        "種類・手数料・不可の理由。",
        z.object({ offers: z.array(certificateOffer) }),
      ),
      malformed,
      stranger,
    ],
  },
  {
    method: "post",
    path: "/certificates",
    operationId: "issue",
    summary: { en: "Issues a certificate, once for each request id.", ja: "証明書の発行(同じ要求番号では1通だけ)。" },
    body: certificateRequest,
    answers: [
      answer(201, "The certificate as signed PDF.", "署名付きPDF。", issuedCertificate),
      malformed,
      stranger,
      notNow,
    ],
  },
  {
    method: "delete",
    path: "/certificates/{serial}",
    operationId: "revoke",
    summary: { en: "Takes back a certificate that was not handed out.", ja: "交付しなかった証明書の取消し。" },
    params: { serial: { in: "path", schema: issuedCertificate.shape.serial } },
    answers: [answer(204, "Void.", "取り消した。"), stranger, answer(404, "Not of this terminal.", "該当なし。")],
  },
];
