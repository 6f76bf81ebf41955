import { z } from "zod";
import { method } from "./method.js";
import { aid, cardId, count, readerId, residentId, sensitive, serviceId } from "./shapes.js";

const personal = (schema: z.ZodString = z.string()) => sensitive(schema, "personal");

const residentsImport = method({
  name: "residents.import",
  need: "data.import",
  effect: "data",
  audited: "call",
  summary: {
    en: "Imports residents from JSON Lines with a header line; all of it or nothing (R-JUKI-03, A-09).",
    ja: "住民情報(見出し行付きJSON Lines)を取り込む。誤りがあれば全件取り込まない。",
  },
  params: z.strictObject({ content: sensitive(z.string().min(1), "personal") }),
  result: z.object({ imported: count, sequence: count }),
});

const term = sensitive(z.string().min(1).max(100), "personal");

const residentsSearch = method({
  name: "residents.search",
  need: "resident.read",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Finds residents of the operator's own municipality by id, kana or name.",
    ja: "自市町村の住民を、住民ID・カナ・氏名で検索する。",
  },
  params: z.strictObject({
    query: z
      .strictObject({ residentId: residentId.optional(), kana: term.optional(), name: term.optional() })
      .refine((query) => Object.values(query).some((value) => value !== undefined), {
        error: "give residentId, kana or name",
      }),
  }),
  result: z.object({
    residents: z.array(
      z.object({
        residentId,
        name: personal(),
        kana: personal(),
        address: personal(),
        birth: personal(),
        sex: personal(),
      }),
    ),
  }),
});

const usersRegister = method({
  name: "users.register",
  need: "user.register",
  effect: "data",
  audited: "call",
  summary: {
    en: "Registers a resident, with the card in the reader, as a user.",
    ja: "住民とリーダ上のカードを結び付け、利用者として登録する。",
  },
  params: z.strictObject({ readerId, cardId: cardId.optional(), residentId }),
  result: z.object({ userId: z.string(), cardId }),
});

const applicationsRecord = method({
  name: "applications.record",
  need: "user.register",
  effect: "data",
  audited: "call",
  summary: {
    en: "Records what the resident applied for; no load and no delete without it (R-USE-02).",
    ja: "住民からの申込みを記録する。これがない搭載・削除は行えない。",
  },
  params: z
    .strictObject({
      userId: z.string().min(1).max(64),
      serviceId: serviceId.optional(),
      /** For a deletion: another municipality's application, which is none of the own services (R-MOVE-07). */
      aid: aid.optional(),
      kind: z.enum(["load", "delete"]),
    })
    .refine(({ serviceId, aid, kind }) => (serviceId === undefined) !== (aid === undefined || kind === "load"), {
      error: "give serviceId, or for a deletion aid in its place",
    }),
  result: z.object({ applicationId: z.string() }),
});

export const residentMethods = {
  "residents.import": residentsImport,
  "residents.search": residentsSearch,
  "users.register": usersRegister,
  "applications.record": applicationsRecord,
} as const;
