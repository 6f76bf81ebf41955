import { z } from "zod";
import { method } from "./method.js";
import { bilingual, moment, municipalityCode, operatorId, sensitive } from "./shapes.js";

const sheets = ["application", "issue-slip", "load-receipt", "stop-notice", "user"] as const;
const lists = ["user-list", "operator-list", "audit-extract"] as const;

const recordId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\x21-\x7e]+$/);

const value = sensitive(z.string(), "personal");

/** A part of a form: fields under one another, or a table, or both. */
const formSection = z.object({
  title: bilingual,
  /** `id`: by which a layout puts it in order, names or hides it (R-TUNE-03). */
  fields: z.array(z.object({ id: z.string().optional(), label: bilingual, value })),
  /** Heads of the table's columns; none where there is no table. */
  columns: z.array(bilingual),
  lines: z.array(z.array(value)),
});

/** A printed form (帳票) as data: what stands on it, in order, and nothing of how it looks (R-DATA-12). */
export const form = z.object({
  id: z.enum([...sheets, "disclosure"]),
  title: bilingual,
  municipality: z.object({ code: municipalityCode, name: z.string() }),
  issuedAt: moment,
  issuedBy: operatorId,
  sections: z.array(formSection),
});

export type Form = z.output<typeof form>;

const formsGet = method({
  name: "forms.get",
  need: "resident.read",
  effect: "reads",
  audited: "call",
  summary: {
    en: "A form as data: copy of an application, slip of an issue, receipt of a load, notice of a stop, sheet of a user (R-DATA-12). The id is that of the application, the registration (or the application for it), the stopped card or the user.",
    ja: "帳票のデータを返す（申込書控え・利用登録票・搭載受領書・停止措置通知・利用者票）。idは申込み・利用登録（またはその申込み）・停止したカード・利用者のもの。",
  },
  params: z.strictObject({
    form: z.enum(sheets),
    id: recordId,
  }),
  result: z.object({ form }),
});

/** Where a file lies ready: a path of the daemon's own address that names nobody, works once, and only while the session lasts. */
export const printTicket = z.object({
  path: z.string(),
  /** Name for a saved file: of the kind of form, never of a person. */
  name: z.string(),
  expiresAt: moment,
});

const formsPrint = method({
  name: "forms.print",
  need: "session",
  effect: "reads",
  audited: "call",
  summary: {
    en: "A form as PDF, laid out as the municipality has it, all type embedded: answers with the path to fetch it from, once, within a minute. Each form asks for its own right; lists ask for a purpose (R-DATA-12, R-TUNE-03, R-PRIV-05).",
    ja: "帳票をPDFで出力する（レイアウトは自市町村の設定、書体は埋込み）。1分以内に1回だけ取得できるパスを返す。権限は帳票ごとに異なり、一覧には目的の記入が必要。",
  },
  params: z
    .strictObject({
      form: z.enum([...sheets, ...lists]),
      /** Of a sheet: the application, registration (or the application for it), stopped card or user that it is about. */
      id: recordId.optional(),
      /** Of a list: what for; on record. No personal data. */
      purpose: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .regex(/^[^\p{Cc}\p{Cs}]+$/u)
        .optional(),
      /** Of an extract of the audit log. */
      from: moment.optional(),
      to: moment.optional(),
    })
    .refine(({ form, id }) => (lists as readonly string[]).includes(form) !== (id !== undefined), {
      error: "a sheet has an id, a list has none",
    })
    .refine(({ form, purpose }) => (lists as readonly string[]).includes(form) === (purpose !== undefined), {
      error: "a list has a purpose, a sheet has none",
    })
    .refine(({ form, from, to }) => form === "audit-extract" || (from ?? to) === undefined, {
      error: "only an extract of the audit log has a time",
    })
    .meta({ examples: [{ form: "operator-list", purpose: "yearly check" }] }),
  result: printTicket,
});

const formsSample = method({
  name: "forms.sample",
  need: "tuning.edit",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "A form as PDF with made-up data under the layout of the draft, to look at before it is published (R-TUNE-11).",
    ja: "下書きのレイアウトで、架空のデータによる帳票の見本をPDFで出力する。",
  },
  params: z.strictObject({ form: z.enum([...sheets, ...lists]) }),
  result: printTicket,
});

export const formMethods = { "forms.get": formsGet, "forms.print": formsPrint, "forms.sample": formsSample } as const;
