import { z } from "zod";
import type { Bilingual } from "../../api/contract/index.js";
import { line, named } from "./text.js";

/** The colours of the screens, as the counter page's style has them (daemon/counter/design/tokens.css). */
export const colours = {
  ground: { label: { ja: "背景", en: "background" }, standard: "#eef1f0" },
  sheet: { label: { ja: "面（パネル・表）", en: "panels and tables" }, standard: "#ffffff" },
  ink: { label: { ja: "文字", en: "text" }, standard: "#16242b" },
  soft: { label: { ja: "補足の文字", en: "secondary text" }, standard: "#51616a" },
  line: { label: { ja: "罫線", en: "rules" }, standard: "#ccd5d4" },
  field: { label: { ja: "入力欄の枠", en: "edges of inputs" }, standard: "#7d8c92" },
  accent: { label: { ja: "見出しの帯・主なボタン", en: "bar and main buttons" }, standard: "#1f4e5f" },
  onAccent: { label: { ja: "帯・ボタンの文字", en: "text on bar and buttons" }, standard: "#ffffff" },
  good: { label: { ja: "正常の表示", en: "good news" }, standard: "#17693c" },
  warn: { label: { ja: "注意の表示", en: "warnings" }, standard: "#805000" },
  bad: { label: { ja: "異常の表示", en: "errors" }, standard: "#a8271f" },
} as const satisfies Record<string, { readonly label: Bilingual; readonly standard: string }>;

export type Colour = keyof typeof colours;
export const colourNames = Object.keys(colours) as Colour[];

const colour = z.string().regex(/^#[0-9A-Fa-f]{6}$/, { error: "colour" });

export const colourSet = z
  .strictObject(
    Object.fromEntries(
      colourNames.map((name) => {
        const { label, standard } = colours[name];
        return [name, colour.optional().meta(named(label.ja, label.en, standard))];
      }),
    ) as Record<Colour, z.ZodOptional<typeof colour>>,
  )
  .meta(named("画面の色", "colours of the screens"));

/** Faces that have every character of the Japanese that residents' names are written in; the last one of each stack (R-TUNE-06). */
export const FALLBACK_FACES = ["BIZ UDPGothic", "Yu Gothic UI", "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP"];
/** Faces that are known to have all Japanese glyphs; any other is followed by these and told of. */
export const KNOWN_FACES: readonly string[] = [
  ...FALLBACK_FACES,
  ...["BIZ UDPMincho", "BIZ UDGothic", "BIZ UDMincho", "Yu Gothic", "Yu Mincho", "Meiryo", "Noto Serif CJK JP"],
  ...["Noto Serif JP", "Hiragino Mincho ProN", "IPAmjMincho", "UD Digi Kyokasho NP-R"],
];

export const lookStandards = {
  fonts: { family: "BIZ UDPGothic", size: 15, lineHeight: 1.5 },
  layout: { density: "roomy", menuColumns: 1, largeType: false, readers: "side" },
} as const;

const { fonts, layout } = lookStandards;

export const fontSet = z
  .strictObject({
    family: line(60)
      .regex(/^[\p{L}\p{N} _-]+$/u, { error: "face" })
      .optional()
      .meta(named("書体", "face", fonts.family)),
    size: z
      .int()
      .min(14)
      .max(24)
      .optional()
      .meta(named("文字の大きさ(px)", "size in px", fonts.size)),
    lineHeight: z
      .number()
      .min(1.2)
      .max(2)
      .optional()
      .meta(named("行の高さ(倍)", "line height", fonts.lineHeight)),
  })
  .meta(named("フォント", "fonts"));

export const layoutSet = z
  .strictObject({
    density: z
      .enum(["roomy", "dense"])
      .optional()
      .meta(named("行間の広さ", "room between rows", layout.density)),
    menuColumns: z
      .union([z.literal(1), z.literal(2)])
      .optional()
      .meta(named("メニューの列数", "columns of the menu", 1)),
    largeType: z
      .boolean()
      .optional()
      .meta(named("大きな文字で始める", "begin in large type", layout.largeType)),
    readers: z
      .enum(["side", "top"])
      .optional()
      .meta(named("リーダ表示の位置", "where readers stand", layout.readers)),
  })
  .meta(named("画面レイアウト", "screen layout"));
