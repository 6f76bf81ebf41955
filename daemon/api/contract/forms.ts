import { z } from "zod";
import { method } from "./method.js";
import { bilingual, moment, municipalityCode, operatorId, sensitive } from "./shapes.js";

const value = sensitive(z.string(), "personal");

/** A part of a form: fields under one another, or a table, or both. */
const formSection = z.object({
  title: bilingual,
  fields: z.array(z.object({ label: bilingual, value })),
  /** Heads of the table's columns; none where there is no table. */
  columns: z.array(bilingual),
  lines: z.array(z.array(value)),
});

/** A printed form (帳票) as data: what stands on it, in order, and nothing of how it looks (R-DATA-12). */
export const form = z.object({
  id: z.enum(["application", "issue-slip", "stop-notice", "user", "disclosure"]),
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
    en: "A form as data: copy of an application, slip of an issue, notice of a stop, sheet of a user (R-DATA-12). The id is that of the application, the registration, the stopped card or the user.",
    ja: "帳票のデータを返す（申込書控え・利用登録票・停止措置通知・利用者票）。idは申込み・利用登録・停止したカード・利用者のもの。",
  },
  params: z.strictObject({
    form: z.enum(["application", "issue-slip", "stop-notice", "user"]),
    id: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[\x21-\x7e]+$/),
  }),
  result: z.object({ form }),
});

export const formMethods = { "forms.get": formsGet } as const;
