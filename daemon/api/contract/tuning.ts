import { z } from "zod";
import { approval, approvalId, reason } from "./approvals.js";
import { method, notification } from "./method.js";
import { bilingual, count, moment, municipalityCode, operatorId } from "./shapes.js";

/**
 * A tuning set as its own schema has it (docs/reference/tuning.schema.json). It is judged by the method itself, so that every place that
 * is wrong is named and a fixed value is refused as one.
 */
const set = z.record(z.string().max(64), z.unknown()).meta({ examples: [{ colours: { ground: "#ffffff" } }] });
const version = count.meta({ examples: [1] });
const revision = count.meta({ examples: [3] });
const hash = z.string();

const shownField = z.object({ id: z.string(), label: bilingual, shown: z.boolean() });
const arrangeable = z.object({
  id: z.string(),
  label: bilingual,
  fields: z.array(z.object({ id: z.string(), label: bilingual, mandatory: z.boolean() })),
});
const problem = z.object({
  level: z.enum(["error", "warning"]),
  code: z.string(),
  /** Names and numbers with dots between: `colours.ink`. */
  place: z.string(),
  ja: z.string(),
  en: z.string(),
});
const change = z.object({ place: z.string(), ja: z.string(), en: z.string() });

/** Everything that the screens go by: what was tuned, over the defaults. */
const resolved = z.object({
  colours: z.record(z.string(), z.string()),
  fonts: z.object({ families: z.array(z.string()), size: z.number(), lineHeight: z.number() }),
  layout: z.object({ density: z.string(), menuColumns: z.number(), largeType: z.boolean(), readers: z.string() }),
  menu: z.object({
    title: bilingual,
    guidance: bilingual,
    footer: z.string(),
    execute: bilingual,
    end: bilingual,
    rows: z.array(
      z.object({
        id: z.string(),
        name: bilingual,
        explanation: bilingual,
        functions: z.array(z.object({ id: z.string(), label: bilingual })),
      }),
    ),
  }),
  buttons: z.record(z.string(), bilingual),
  screens: z.record(z.string(), z.array(shownField)),
  items: z.array(
    z.object({
      name: z.string(),
      label: bilingual,
      type: z.enum(["text", "date", "number"]),
      maxLength: count,
      required: z.boolean(),
      purpose: z.string(),
    }),
  ),
});

const current = method({
  name: "tuning.current",
  need: "session",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "The tuning that holds at this counter, whole: colours, fonts, wordings, order and names of fields, added items (R-TUNE-01, R-TUNE-13). Ask for it after login, and when tuning.published comes.",
    ja: "この窓口で有効なパラメータ設定の全体（色・フォント・文言・項目の順と名称・追加項目）。ログイン後と、tuning.publishedの通知時に取得する。",
  },
  params: z.strictObject({}),
  result: z.object({ version, hash, tuning: resolved }),
});

const parameters = method({
  name: "tuning.parameters",
  need: "tuning.edit",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Every parameter that can be tuned, with its name, default, range and who may change it, as JSON Schema; and what an editor shows beside it: the fields of screens and forms, added items too (R-TUNE-14).",
    ja: "設定できるすべてのパラメータ（名称・標準値・範囲・変更できる権限）をJSON Schemaで、画面・帳票の項目（追加項目を含む）とともに返す。",
  },
  params: z.strictObject({}),
  result: z.object({
    schema: z.record(z.string(), z.unknown()),
    /** Screens and forms with what can be put in order, named and hidden on them; `mandatory` cannot be hidden (R-TUNE-02). */
    screens: z.array(arrangeable),
    forms: z.array(arrangeable),
    /** Colours that are seen on one another, and the least contrast that WCAG 2.2 AA asks for. */
    pairs: z.array(z.object({ front: z.string(), back: z.string(), least: z.number() })),
    /** Faces that have every Japanese glyph. */
    faces: z.array(z.string()),
  }),
});

const draftState = {
  revision,
  /** Published version that it is a change of. */
  base: version,
  set,
  changedBy: operatorId.optional(),
  changedAt: moment.optional(),
  /** Differences from what is published, in words. */
  changes: z.array(change),
  problems: z.array(problem),
};

const draft = method({
  name: "tuning.draft",
  need: "tuning.edit",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "The municipality's draft, with its revision, what it changes and what is to be said of it.",
    ja: "自市町村の下書き。版数、公開中の設定との違い、注意点を含む。",
  },
  params: z.strictObject({}),
  result: z.object({
    ...draftState,
    /** How the screens would be: for the preview. */
    tuning: resolved,
    /** What an approval of publishing it must be for; absent where there is nothing to publish. */
    subject: z.string().optional(),
  }),
});

const save = method({
  name: "tuning.save",
  need: "tuning.edit",
  effect: "data",
  audited: "call",
  summary: {
    en: "Saves the draft, if nobody has changed it since the revision that was read. A set with an error, a fixed value or an unknown parameter is refused whole, with the place (R-TUNE-11, R-TUNE-12, X-23).",
    ja: "下書きを保存する。読込み後に他の操作者が変更した場合は拒否する。誤り・固定値・未知のパラメータを含む設定は、箇所を示して全体を拒否する。",
  },
  params: z.strictObject({ revision, set }),
  result: z.object(draftState),
});

const check = method({
  name: "tuning.check",
  need: "tuning.edit",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Judges a set without saving it: every error and warning with its place, contrast below WCAG 2.2 AA among them (R-TUNE-10), and how the screens would be.",
    ja: "設定を保存せずに確認する。誤りと注意（WCAG 2.2 AAに満たないコントラストを含む）をすべて返し、誤りがなければ画面の状態も返す。",
  },
  params: z.strictObject({ set }),
  result: z.object({ problems: z.array(problem), changes: z.array(change), tuning: resolved.optional() }),
});

const propose = method({
  name: "tuning.propose",
  need: "tuning.edit",
  effect: "data",
  audited: "call",
  summary: {
    en: "Asks a second operator to approve publishing the draft, or going back to a version: for exactly this set, in place of exactly this version (A-18).",
    ja: "下書きの公開、または以前の版への復帰について、別の操作者の承認を依頼する。承認はその内容に限り有効。",
  },
  params: z
    .strictObject({
      /** The draft as it was read. */
      revision: revision.optional(),
      /** The version to go back to; 0: the state before any. */
      version: version.optional(),
      reason,
    })
    .refine((one) => (one.revision === undefined) !== (one.version === undefined), {
      error: "either the draft's revision or a version",
    })
    .meta({ examples: [{ revision: 3, reason: "new colours" }] }),
  result: z.object({ approval, changes: z.array(change) }),
});

const published = {
  version,
  hash,
  approvedBy: operatorId,
  changes: z.array(change),
};

const publish = method({
  name: "tuning.publish",
  need: "tuning.edit",
  effect: "data",
  audited: "call",
  summary: {
    en: "Publishes the draft with a second operator's approval; every open terminal of the municipality is told (R-TUNE-11).",
    ja: "承認を得た下書きを公開する。自市町村の開いている端末すべてに通知する。",
  },
  params: z.strictObject({ revision, approvalId: approvalId.optional() }),
  result: z.object(published),
});

const returnTo = method({
  name: "tuning.return",
  need: "tuning.edit",
  effect: "data",
  audited: "call",
  summary: {
    en: "Goes back to a version by one click, with a second operator's approval: its set becomes the next version. Items that were added since stay (R-TUNE-04, R-TUNE-11).",
    ja: "承認を得て、以前の版に戻す（その内容が次の版になる）。その後に追加したDB項目は残る。",
  },
  params: z.strictObject({ version, approvalId: approvalId.optional() }),
  result: z.object(published),
});

const history = method({
  name: "tuning.history",
  need: "tuning.edit",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Versions that were published, newest first: when, by whom, approved by whom, why, and what each changed, in words.",
    ja: "公開した版の履歴（新しい順）。日時・公開者・承認者・理由と、各版の変更点。",
  },
  params: z.strictObject({ below: version.optional(), limit: z.int().min(1).max(50).optional() }),
  result: z.object({
    versions: z.array(
      z.object({
        ...published,
        publishedBy: operatorId,
        publishedAt: moment,
        reason: z.string(),
        returnedTo: version.optional(),
      }),
    ),
  }),
});

const either = z.union([version, z.literal("draft")]);

const compare = method({
  name: "tuning.compare",
  need: "tuning.edit",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "What is different between two versions, or a version and the draft, in words.",
    ja: "2つの版（または下書き）の違いを文で返す。",
  },
  params: z.strictObject({ from: either, to: either }).meta({ examples: [{ from: 0, to: "draft" }] }),
  result: z.object({ changes: z.array(change) }),
});

const exportFile = method({
  name: "tuning.export",
  need: "tuning.edit",
  effect: "reads",
  audited: "call",
  summary: {
    en: "A version, or the published one, as one file: JSON with the municipality's name, hashed and signed.",
    ja: "公開中（または指定した版）の設定を1つのファイル（JSON、市町村名・ハッシュ・署名付き）として出力する。",
  },
  params: z.strictObject({ version: version.optional() }),
  result: z.object({ name: z.string(), content: z.string() }),
});

const importFile = method({
  name: "tuning.import",
  need: "tuning.edit",
  effect: "data",
  audited: "call",
  summary: {
    en: "Takes a file of tuning.export into the draft; nothing is published. A file that was altered, is of another schema version or another municipality is refused, and nothing is changed.",
    ja: "出力したファイルを下書きに取り込む（公開はしない）。改ざんされたファイル、版や市町村の異なるファイルは拒否し、何も変更しない。",
  },
  params: z.strictObject({
    revision,
    content: z.string().max(1024 * 1024),
    /** Another municipality whose look is taken over; its file is named so on purpose. */
    from: municipalityCode.optional(),
  }),
  result: z.object(draftState),
});

const publishedNow = notification({
  name: "tuning.published",
  summary: {
    en: "Another tuning holds from now on at this municipality's counters: ask tuning.current.",
    ja: "この市町村の窓口に新しいパラメータ設定が公開された（tuning.currentで取得する）。",
  },
  params: z.object({ version, hash }),
});

export const tuningMethods = {
  "tuning.current": current,
  "tuning.parameters": parameters,
  "tuning.draft": draft,
  "tuning.save": save,
  "tuning.check": check,
  "tuning.propose": propose,
  "tuning.publish": publish,
  "tuning.return": returnTo,
  "tuning.history": history,
  "tuning.compare": compare,
  "tuning.export": exportFile,
  "tuning.import": importFile,
} as const;

export const tuningNotifications = { "tuning.published": publishedNow } as const;
