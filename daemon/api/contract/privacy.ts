import { z } from "zod";
import { form, printTicket } from "./forms.js";
import { method } from "./method.js";
import { bilingual, count, readerId, residentId } from "./shapes.js";

/** By which papers somebody without the card has shown who he is. A list and no free text: no number of a document is kept. */
export const identityPapers = ["passport", "driving-licence", "residence-card", "two-other-papers"] as const;

const privacyDisclose = method({
  name: "privacy.disclose",
  need: "privacy.disclose",
  effect: "data",
  audited: "call",
  summary: {
    en: "Discloses to a resident what is held of him or her, and who has looked at it, as a form; to nobody else (R-PRIV-09). Who asks is shown by the card in a reader, or by papers that the operator has checked.",
    ja: "本人の請求により、保有する本人の情報とアクセス履歴を帳票データとして開示する。本人以外への開示は拒否する。請求者はリーダ上のカード、または確認した本人確認書類で確かめる。",
  },
  params: z
    .strictObject({
      /** Who asks. */
      applicantId: residentId,
      /** Whose record is asked for. */
      residentId,
      readerId: readerId.optional(),
      papers: z.enum(identityPapers).optional(),
      /** Whether the form is laid ready as PDF too. */
      print: z.boolean().optional(),
    })
    .refine(({ readerId, papers }) => (readerId === undefined) !== (papers === undefined), {
      error: "give readerId or papers, one of the two",
    })
    .meta({ examples: [{ applicantId: "R0001", residentId: "R0001", papers: "passport" }] }),
  result: z.object({
    form,
    /** Rows of the access history; the oldest are left out where there are more than the form shows. */
    accesses: count,
    complete: z.boolean(),
    print: printTicket.optional(),
  }),
});

const privacyInventory = method({
  name: "privacy.inventory",
  need: "session",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "What is held of persons, for what, on what basis and how long: the columns of the databases and the items that the municipality added (R-PRIV-05, R-PRIV-08).",
    ja: "個人に関する保有データの一覧（利用目的・根拠・保存期間）。市町村が追加したDB項目を含む。",
  },
  params: z.strictObject({}),
  result: z.object({
    act: bilingual,
    fields: z.array(
      z.object({
        table: z.string(),
        column: z.string(),
        whose: z.enum(["resident", "operator", "both"]),
        purpose: bilingual,
        basis: bilingual,
        keep: bilingual,
      }),
    ),
    items: z.array(z.object({ name: z.string(), label: bilingual, purpose: z.string() })),
  }),
});

export const privacyMethods = {
  "privacy.disclose": privacyDisclose,
  "privacy.inventory": privacyInventory,
} as const;
