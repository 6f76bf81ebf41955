import { z } from "zod";
import { bilingual } from "../shapes.js";
import type { InterfaceAnswer, InterfaceRoute } from "./routes.js";

/**
 * What a terminal, above all an automatic machine (自動交付機, II.4-②: interface only), asks of the certificate issuing server. Ours: the
 * guide defines none (docs/assumptions.md). Nothing of it is in the daemon, which only opens the card application for the terminal.
 */
export const pinLimitAnswer = z.object({
  limit: z
    .union([z.number(), z.string().max(64), z.null()])
    .optional()
    .meta({
      description: "Limit of wrong PINs; handed to `access.transmit` as it is, at each verification.",
    }),
});

/** What a terminal is told of one kind of certificate. */
export const certificateOffer = z.object({
  kind: z.string().min(1).max(32),
  title: bilingual,
  fee: z.int().nonnegative().meta({ description: "Yen." }),
  refused: z
    .string()
    .regex(/^[a-z-]+\.[a-z-]+$/)
    .max(64)
    .optional()
    .meta({ description: "Code of the reason why it cannot be had now." }),
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

export const offersAnswer = z.object({ offers: z.array(certificateOffer).max(100) });

export const issuedCertificate = z.object({
  /** Both as they were asked for: an answer to something else is none. */
  request: certificateRequest.shape.request,
  kind: certificateRequest.shape.kind,
  serial: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  pdf: z.base64(),
  replaced: z
    .array(z.string().max(16))
    .max(1_000)
    .meta({ description: "Characters that could not be set as they are." }),
});

export const issuingRefusal = z.object({
  code: z.string(),
  details: z.record(z.string(), z.union([z.string().max(200), z.number()])),
});

export type CertificateOffer = z.output<typeof certificateOffer>;

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
      answer(200, "Each kind, with its fee or why not.", "種類・手数料・不可の理由。", offersAnswer),
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
    method: "get",
    path: "/certificates",
    operationId: "certificate",
    summary: { en: "The certificate that was made for a request.", ja: "要求に対して発行済みの証明書。" },
    params: { request: { in: "query", schema: certificateRequest.shape.request } },
    answers: [
      answer(200, "The same certificate again.", "同じ証明書。", issuedCertificate),
      malformed,
      stranger,
      notNow,
    ],
  },
  {
    method: "delete",
    path: "/requests/{request}",
    operationId: "cancel",
    summary: {
      en: "Takes a request back: what was made for it is void, and nothing is made for it afterwards.",
      ja: "要求の取消し(発行済みは無効とし、以後は発行しない)。",
    },
    params: { request: { in: "path", schema: certificateRequest.shape.request } },
    answers: [answer(204, "Void.", "取り消した。"), malformed, stranger],
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
