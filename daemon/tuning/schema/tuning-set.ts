import { z } from "zod";
import { residentItem } from "../../config/residents.js";
import { formSet } from "./form-layouts.js";
import { colourSet, fontSet, layoutSet } from "./look.js";
import { screenSet } from "./screens.js";
import { named } from "./text.js";
import { buttonSet, menuSet } from "./wordings.js";

/** Version of this schema; a file of another one is refused. */
export const TUNING_SCHEMA = 1;

/**
 * A tuning set (パラメータ設定): what a municipality has changed of its screens, forms and data items; what is left out is as by default.
 * Nothing else can be tuned: no PIN tries, gates, rights, hours, firewall or log (R-TUNE-12, X-23).
 */
export const tuningSet = z.strictObject({
  colours: colourSet.optional(),
  fonts: fontSet.optional(),
  layout: layoutSet.optional(),
  menu: menuSet.optional(),
  buttons: buttonSet.optional(),
  screens: screenSet.optional(),
  items: z
    .array(residentItem)
    .max(50)
    .optional()
    .meta(named("追加したDB項目", "data items added to the residents: added only, never taken away (R-TUNE-04)")),
  forms: formSet.optional(),
});

export type TuningSet = z.output<typeof tuningSet>;

/** The schema as people and editors read it: every parameter with its default and range, and who may change it (R-TUNE-14). */
export function tuningJsonSchema(): object {
  return {
    $id: `madoguchi/tuning/${TUNING_SCHEMA}`,
    title: "Tuning set (パラメータ設定)",
    "x-right": "tuning.edit",
    "x-publishing": "two operators (tuning.publish, A-18)",
    ...z.toJSONSchema(tuningSet, { io: "input" }),
  };
}
