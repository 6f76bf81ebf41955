import { z } from "zod";
import type { Bilingual } from "../../api/contract/index.js";
import { menuRows, menuTexts } from "../../menu/menu-table.js";
import { line, named, wording } from "./text.js";

/** Buttons by the id that programs drive them by, which no wording changes (R-TUNE-07). */
export const buttons = {
  execute: menuTexts.execute,
  end: menuTexts.end,
  login: { ja: "ログイン", en: "Log in" },
  search: { ja: "検索", en: "Find" },
  register: { ja: "このカードの利用者として登録", en: "Register with this card" },
  apply: { ja: "申込みを受け付ける", en: "Take the application" },
  setArea: { ja: "領域設定", en: "Set the area" },
  load: { ja: "申込みを受け付けて搭載", en: "Record the application and load" },
  delete: { ja: "申込みを受け付けて削除", en: "Record the wish and delete" },
  list: { ja: "一覧を読み直す", en: "List again" },
  diagnose: { ja: "切り分けを始める", en: "Isolate the fault" },
  setPin: { ja: "暗証番号設定", en: "Set the PIN" },
  unlock: { ja: "ロック解除", en: "Unlock" },
  stop: { ja: "停止措置", en: "Stop" },
  lift: { ja: "停止解除", en: "Lift the stop" },
  move: { ja: "引越継続", en: "Continue after a move" },
  import: { ja: "取り込み", en: "Import" },
  export: { ja: "ファイル出力", en: "Write to a file" },
  print: { ja: "印刷", en: "Print" },
  approve: { ja: "承認", en: "Approve" },
  reject: { ja: "却下", en: "Reject" },
  save: { ja: "保存", en: "Save" },
  cancel: { ja: "取消し", en: "Cancel" },
  back: { ja: "戻る", en: "Back" },
  next: { ja: "次へ", en: "Next" },
  close: { ja: "閉じる", en: "Close" },
} as const satisfies Record<string, Bilingual>;

export type ButtonId = keyof typeof buttons;
export const buttonIds = Object.keys(buttons) as ButtonId[];

const optional = <T extends z.ZodType>(schema: T, { ja, en }: Bilingual) =>
  schema.optional().meta(named(ja, en, { ja, en }));

const button = wording(20);

export const buttonSet = z
  .strictObject(
    Object.fromEntries(buttonIds.map((id) => [id, optional(button, buttons[id])])) as Record<
      ButtonId,
      z.ZodOptional<typeof button>
    >,
  )
  .meta(named("ボタン文言", "wording of the buttons"));

/** The footer as it is by default. */
export const FOOTER = "{municipality}: {id}";

const rowTuning = z.strictObject({
  name: wording(20).optional().meta(named("業務名", "name")),
  explanation: wording(200).optional().meta(named("説明文", "explanation")),
  functions: z.record(z.string(), wording(30)).optional().meta(named("機能名", "names of the functions")),
});

const rows = z.strictObject(
  Object.fromEntries(
    menuRows.map(({ id, name }) => [id, rowTuning.optional().meta(named(name.ja, name.en))]),
  ) as Record<string, z.ZodOptional<typeof rowTuning>>,
);

export const menuSet = z
  .strictObject({
    title: wording(40)
      .optional()
      .meta(named("画面名", "title", menuTexts.title)),
    guidance: wording(200)
      .optional()
      .meta(named("タイトルガイダンス", "title guidance", menuTexts.guidance)),
    footer: line(80)
      .regex(/^(?=.*\{municipality\})([^{}]|\{(municipality|id|operator)\})+$/u, { error: "footer" })
      .optional()
      .meta(named("フッタ", "footer", FOOTER)),
    rows: rows.optional().meta(named("業務の行", "rows")),
  })
  .meta(named("利用環境設定（メニュー）", "the menu"));
