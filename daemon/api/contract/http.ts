import { z } from "zod";
import type { Bilingual } from "./method.js";

/** What `/health` tells: enough for a monitor, nothing about persons, cards or versions. */
export const health = z.object({
  status: z.enum(["ok", "degraded"]),
  readers: z.enum(["up", "down"]),
  audit: z.enum(["writable", "unwritable"]),
});

export type Health = z.infer<typeof health>;

/** Body of every answer that is no page and no health. */
export const httpError = z.object({ error: z.string() });

export interface HttpAnswer {
  readonly status: number;
  readonly what: Bilingual;
  /** JSON body; absent where the body is a page or empty. */
  readonly body?: z.ZodType;
  readonly contentType?: string;
}

export interface HttpRoute {
  readonly path: string;
  readonly operationId: string;
  readonly summary: Bilingual;
  readonly answers: readonly HttpAnswer[];
}

const notHere: HttpAnswer = { status: 404, what: { en: "Nothing here.", ja: "該当なし。" }, body: httpError };

/** Everything that the daemon answers over plain HTTPS: all that is done with cards and residents goes over the wire. */
export const httpRoutes: readonly HttpRoute[] = [
  {
    path: "/health",
    operationId: "health",
    summary: {
      en: "Whether the daemon can work now; for monitors, without a login.",
      ja: "稼働状態。監視用でログインは不要。",
    },
    answers: [
      { status: 200, what: { en: "It can.", ja: "正常。" }, body: health },
      { status: 503, what: { en: "It can not: see which part.", ja: "縮退中(箇所を示す)。" }, body: health },
    ],
  },
  {
    path: "/ws",
    operationId: "wire",
    summary: {
      en: "The WebSocket that carries every method: see asyncapi.json.",
      ja: "すべてのメソッドを運ぶWebSocket(asyncapi.jsonを参照)。",
    },
    answers: [
      { status: 101, what: { en: "Goes on as a WebSocket.", ja: "WebSocketに切り替わる。" } },
      {
        status: 403,
        what: { en: "The page that asks is of an origin that is not allowed.", ja: "許可されていないオリジン。" },
      },
      notHere,
    ],
  },
  {
    path: "/forms/{token}",
    operationId: "form",
    summary: {
      en: "A form that forms.print or privacy.disclose has laid ready: once, for the peer that asked, while its session lasts.",
      ja: "forms.print・privacy.discloseで用意した帳票。依頼した端末から、セッション中に1回だけ取得できる。",
    },
    answers: [
      { status: 200, what: { en: "The file.", ja: "帳票。" }, contentType: "application/pdf" },
      {
        status: 503,
        what: { en: "Too many are being drawn: ask again.", ja: "出力が混み合っている(再度取得する)。" },
        body: httpError,
      },
      notHere,
    ],
  },
  {
    path: "/",
    operationId: "counterPage",
    summary: { en: "The counter page.", ja: "窓口画面。" },
    answers: [{ status: 200, what: { en: "The page.", ja: "画面。" }, contentType: "text/html" }, notHere],
  },
];
