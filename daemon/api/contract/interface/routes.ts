import type { z } from "zod";
import { handOverMessage } from "../hand-over-message.js";
import type { Bilingual } from "../method.js";
import { refusal, systemDescription, userState } from "./system-view.js";

export interface InterfaceAnswer {
  readonly status: number;
  readonly what: Bilingual;
  readonly body?: z.ZodType;
}

/** One request of a published HTTPS interface. */
export interface InterfaceRoute {
  readonly method: "get" | "post" | "delete";
  readonly path: string;
  readonly operationId: string;
  readonly summary: Bilingual;
  /** Parameters of the path and the query, each of them needed. */
  readonly params?: Readonly<Record<string, { readonly in: "path" | "query"; readonly schema: z.ZodType }>>;
  readonly body?: z.ZodType;
  readonly answers: readonly InterfaceAnswer[];
}

const answer = (status: number, en: string, ja: string, body?: z.ZodType): InterfaceAnswer => ({
  ...{ status, what: { en, ja } },
  ...(body && { body }),
});
const refused = (status: number, en: string, ja: string) => answer(status, en, ja, refusal);

const stranger = refused(
  403,
  "The caller's certificate is not that of the municipality's counter.",
  "窓口システムの証明書ではない。",
);

/** What a business system answers, to the daemon alone. Paths are below the system's own base address. */
export const businessSystemRoutes: readonly InterfaceRoute[] = [
  {
    method: "get",
    path: "/interface",
    operationId: "describe",
    summary: { en: "What the system says of itself.", ja: "システムの申告(版・役割・必要項目)。" },
    answers: [answer(200, "Its description.", "申告の内容。", systemDescription), stranger],
  },
  {
    method: "post",
    path: "/users",
    operationId: "handOver",
    summary: {
      en: "A message about a user: registration, change, end of residence, stop, lifting of a stop, withdrawal.",
      ja: "利用者に関する情報の伝達(登録・変更・転出等・停止・解除・利用終了)。",
    },
    body: handOverMessage,
    answers: [
      answer(
        204,
        "Taken, now or at an earlier attempt; so are 200 and 201.",
        "受け付けた(再送を含む。200・201も同じ)。",
      ),
      refused(400, "Not a message of this interface.", "形式が規定に合わない。"),
      stranger,
      refused(409, "Older than what was taken, or an id that another message had.", "順序または識別子が不正。"),
      refused(413, "Longer than a message may be.", "長さの上限を超える。"),
      refused(422, "The system will not have it; the operators are shown it.", "受け付けない(操作者に表示される)。"),
    ],
  },
  {
    method: "get",
    path: "/users/{number}",
    operationId: "userState",
    summary: { en: "What the system knows of a user.", ja: "利用者の状態の照会。" },
    params: { number: { in: "path", schema: userState.shape.number } },
    answers: [
      answer(200, "The user's state.", "利用者の状態。", userState),
      stranger,
      refused(404, "It was never told of this number.", "該当する番号はない。"),
    ],
  },
];
