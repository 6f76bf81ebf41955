import { z } from "zod";
import { method } from "./method.js";
import { bilingual, municipalityCode, operatorId } from "./shapes.js";

const menuId = z.string().regex(/^[a-z][a-z-]{0,40}$/);
/** Goes with one press of one button and no second one (R-MENU-10). */
const press = z.string().min(1).max(64);

const menuFunction = z.object({
  id: menuId,
  label: bilingual,
  /** What it is worked by; the server asks each of them for its right again. */
  methods: z.array(z.string()),
});

const menuGet = method({
  name: "menu.get",
  need: "session",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "The menu of the use environment: always the four rows in their order, each with the functions that this operator may use at this moment (R-MENU-01 to R-MENU-12, R-OPR-09).",
    ja: "利用環境設定のメニュー。4業務の行を順に返し、各行にはこの操作者が現在使用できる機能だけを含む。",
  },
  params: z.strictObject({}),
  result: z.object({
    title: bilingual,
    guidance: bilingual,
    rows: z.array(
      z.object({
        id: menuId,
        name: bilingual,
        explanation: bilingual,
        /** False when nothing of the row may be used; `closed` tells when it is the initial setting that decides. */
        operable: z.boolean(),
        closed: z.enum(["not-initialised", "initialised"]).optional(),
        functions: z.array(menuFunction),
        /** The function that is chosen at first. */
        chosen: menuId.optional(),
        execute: bilingual,
      }),
    ),
    end: bilingual,
    /** `{municipality}: {screen}`; the operator's id stands in a field of its own. */
    footer: z.object({
      text: z.string(),
      municipality: z.object({ code: municipalityCode, name: z.string() }),
      screen: z.string(),
      operatorId,
    }),
    press,
  }),
});

const menuOpen = method({
  name: "menu.open",
  need: "session",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Opens the chosen function of one row (実行). A press opens once; the answer brings the next press (R-MENU-04, R-MENU-10).",
    ja: "行の実行ボタン。選択した機能を開く。同じ押下は一度だけ有効で、応答で次の押下番号を返す。",
  },
  params: z.strictObject({ row: menuId, function: menuId, press }),
  result: z.object({ row: menuId, function: menuFunction, press }),
});

export const menuMethods = { "menu.get": menuGet, "menu.open": menuOpen } as const;
