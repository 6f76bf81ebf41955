import { z } from "zod";
import { type FormId, formIds, formKind } from "../../forms/form-kinds.js";
import { line, named, wording } from "./text.js";

const fieldId = z.string().regex(/^[a-z][A-Za-z0-9]{0,30}$/, { error: "itemName" });
const margin = z.int().min(5).max(60);

/** Twelve points on a sheet, nine in a list. */
export const formStandards = {
  margins: { top: 18, right: 18, bottom: 18, left: 18 },
  fontSize: { sheet: 11, list: 8.5 },
  seal: { shown: false, label: { ja: "公印", en: "Seal" } },
} as const;

const layout = z.strictObject({
  title: wording(40).optional().meta(named("帳票名", "title")),
  paper: z.enum(["A4", "A5"]).optional().meta(named("用紙", "paper")),
  orientation: z.enum(["portrait", "landscape"]).optional().meta(named("用紙の向き", "orientation")),
  margins: z
    .strictObject({
      top: margin.optional().meta(named("上(mm)", "top in mm", formStandards.margins.top)),
      right: margin.optional().meta(named("右(mm)", "right in mm", formStandards.margins.right)),
      bottom: margin.optional().meta(named("下(mm)", "bottom in mm", formStandards.margins.bottom)),
      left: margin.optional().meta(named("左(mm)", "left in mm", formStandards.margins.left)),
    })
    .optional()
    .meta(named("余白", "margins")),
  fontSize: z.number().min(7).max(16).optional().meta(named("文字の大きさ(pt)", "size of type in points")),
  letterhead: z.array(line(60)).max(4).optional().meta(named("レターヘッド", "lines above the title")),
  order: z.array(fieldId).max(60).optional().meta(named("項目の順", "fields that come first, in order")),
  hidden: z.array(fieldId).max(60).optional().meta(named("印字しない項目", "fields that are not printed")),
  labels: z.record(fieldId, wording(40)).optional().meta(named("項目名", "names of the fields")),
  notes: z.array(wording(300)).max(10).optional().meta(named("注記", "notes below the fields")),
  seal: z
    .strictObject({
      shown: z
        .boolean()
        .optional()
        .meta(named("枠を印字する", "whether its box is printed", false)),
      label: wording(10)
        .optional()
        .meta(named("枠の文字", "text in the box", formStandards.seal.label)),
    })
    .optional()
    .meta(named("公印・受領印の枠", "box for a seal")),
});

export type FormLayout = z.output<typeof layout>;

export const formSet = z
  .strictObject(
    Object.fromEntries(
      formIds.map((id) => [id, layout.optional().meta(named(formKind(id).title.ja, formKind(id).title.en))]),
    ) as Record<FormId, z.ZodOptional<typeof layout>>,
  )
  .meta(named("帳票", "forms"));
