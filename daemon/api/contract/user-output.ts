import { z } from "zod";
import { method } from "./method.js";
import { count } from "./shapes.js";

const usersExport = method({
  name: "users.export",
  need: "data.export",
  effect: "data",
  audited: "call",
  summary: {
    en: "Writes the municipality's users with their residents, cards and added items to a sealed file (R-DATA-04, R-CRYPT-04).",
    ja: "自市町村の利用者情報(住民・カード・追加項目)を、暗号化・署名したファイルに出力する。",
  },
  params: z.strictObject({
    /** What for; on record with the call (R-PRIV-05). No personal data. */
    purpose: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}\p{Cs}]+$/u),
  }),
  result: z.object({
    /** Name in the output folder of the configuration. */
    file: z.string(),
    users: count,
  }),
});

export const userOutputMethods = { "users.export": usersExport } as const;
