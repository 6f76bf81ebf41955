import { z } from "zod";
import { method } from "./method.js";
import { count, moment, operatorId, residentId, sensitive } from "./shapes.js";

/** Why a resident has to be entered by hand. A list and no free text: what is typed there would be about a person. */
export const manualReasons = ["not-imported-yet", "import-is-down", "register-is-wrong"] as const;

const personal = (max: number) =>
  sensitive(
    z
      .string()
      .trim()
      .min(1)
      .max(max)
      .regex(/^[^\p{Cc}\p{Cs}]+$/u),
    "personal",
  );

const residentsEnter = method({
  name: "residents.enter",
  need: "resident.manual",
  effect: "data",
  audited: "call",
  summary: {
    en: "Enters a resident whom no import has told of yet, where the municipality allows it (A-08): marked as manual until an import confirms it. A second call corrects the entry; whom the register has told of is not changed by hand.",
    ja: "未取込みの住民を手入力する（市町村が許可した場合）。次の取込みで確認されるまで「手入力」として表示する。再度の呼出しは入力の訂正となる。取込み済みの住民は変更できない。",
  },
  params: z.strictObject({
    residentId,
    name: personal(200),
    kana: personal(200),
    address: personal(200),
    birth: sensitive(z.iso.date(), "personal"),
    /** ISO/IEC 5218. */
    sex: sensitive(z.enum(["0", "1", "2", "9"]), "personal"),
    /** Added items by name (R-TUNE-04). */
    items: z
      .array(z.strictObject({ name: z.string().min(1).max(31), value: personal(1000) }))
      .max(100)
      .optional(),
    reason: z.enum(manualReasons),
  }),
  result: z.object({ residentId, corrected: z.boolean() }),
});

const residentsManual = method({
  name: "residents.manual",
  need: "resident.manual",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Residents who were entered by hand and whom no import has confirmed yet (A-08), by id, a page at a time.",
    ja: "手入力され、まだ取込みで確認されていない住民の一覧(住民ID順、ページ単位)。",
  },
  params: z.strictObject({
    /** The last one of the page before. */
    after: residentId.optional(),
    limit: z.int().min(1).max(200).optional(),
  }),
  result: z.object({
    residents: z.array(z.object({ residentId, enteredAt: moment, enteredBy: operatorId, users: count })),
    /** More of them come behind the last one. */
    more: z.boolean(),
  }),
});

export const manualResidentMethods = {
  "residents.enter": residentsEnter,
  "residents.manual": residentsManual,
} as const;
