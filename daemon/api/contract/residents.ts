import { z } from "zod";
import { method, notification } from "./method.js";
import {
  aid,
  bilingual,
  cardId,
  correlationId,
  count,
  moment,
  readerId,
  residentId,
  sensitive,
  serviceId,
} from "./shapes.js";

const personal = (schema: z.ZodString = z.string()) => sensitive(schema, "personal");

/** Lets a full file mark an unusual number of residents as gone. */
const confirmLeaving = z.boolean().optional();

const imported = z.object({
  /** Lines that were taken in. */
  imported: count,
  sequence: count,
  kind: z.enum(["full", "difference"]),
  /** Residents that a difference took out. */
  removed: count,
  /** Residents that a full file left out: nobody's to look up any more. */
  left: count,
});

const residentsImport = method({
  name: "residents.import",
  need: "data.import",
  effect: "data",
  audited: "call",
  summary: {
    en: "Imports a resident file that is sent with the call; all of it or nothing (R-JUKI-03, A-09, A-10).",
    ja: "送信した住民情報ファイルを取り込む。誤りがあれば全件取り込まない。",
  },
  params: z.strictObject({ content: sensitive(z.string().min(1), "personal"), confirmLeaving }),
  result: imported,
});

/** A file of the import folder. */
export const fileName = z.string().regex(/^(?!\.)[^/\\\p{Cc}]{1,200}$/u, { error: "a file name without a path" });

const residentsImportFile = method({
  name: "residents.importFile",
  need: "data.import",
  effect: "data",
  audited: "call",
  summary: {
    en: "Imports a resident file of any size from the municipality's import folder; all of it or nothing (R-JUKI-03, A-10).",
    ja: "取込みフォルダの住民情報ファイル(大きさの制限なし)を取り込む。誤りがあれば全件取り込まない。",
  },
  params: z.strictObject({ file: fileName, confirmLeaving }),
  result: imported,
});

const residentsImportFiles = method({
  name: "residents.importFiles",
  need: "data.import",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Lists the files of the municipality's import folder.",
    ja: "取込みフォルダのファイルを一覧する。",
  },
  params: z.strictObject({}),
  result: z.object({ files: z.array(z.object({ file: z.string(), octets: count })) }),
});

const residentsFileKey = method({
  name: "residents.fileKey",
  need: "data.import",
  effect: "data",
  audited: "call",
  summary: {
    en: "The municipality's public key that resident files are enciphered for (R-CRYPT-04); the same as for hand-over tickets.",
    ja: "住民情報ファイルの暗号化に使う自市町村の公開鍵を返す(引継チケット用と同じ鍵)。",
  },
  params: z.strictObject({}),
  result: z.object({
    jwk: z.object({
      kty: z.literal("RSA"),
      n: z.string(),
      e: z.string(),
      use: z.literal("enc"),
      alg: z.literal("RSA-OAEP-256"),
      kid: z.string(),
    }),
    pem: z.string(),
  }),
});

const residentsPull = method({
  name: "residents.pull",
  need: "data.import",
  effect: "data",
  audited: "call",
  summary: {
    en: "Imports what waits at the relay server, file after file; each of them whole or not at all (R-JUKI-04).",
    ja: "中継サーバにある住民情報を順に取り込む。各ファイルは全件取り込むか、まったく取り込まない。",
  },
  params: z.strictObject({ confirmLeaving }),
  result: z.object({ files: count, imported: count, sequence: count }),
});

const importProgress = notification({
  name: "residents.importProgress",
  summary: {
    en: "How far the caller's import is; nothing is applied before its end.",
    ja: "取込みの進行状況。最後まで読み終えるまで何も反映されない。",
  },
  params: z.object({
    correlationId,
    residents: count,
    /** Octets read, and of how many where that is known. */
    octets: count,
    of: count.optional(),
  }),
});

/** Where a resident's record comes from, and as of when (R-PRIV-04); `manual`: no import has confirmed it yet. */
export const residentSource = {
  source: z.enum(["manual", "call", "folder", "relay", "unknown"]),
  /** The moment that the source gave, or that of the import or entry. */
  asOf: moment.optional(),
  sequence: count,
};

const term = sensitive(z.string().min(1).max(100), "personal");

const residentsSearch = method({
  name: "residents.search",
  need: "resident.read",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Finds residents of the operator's own municipality by id, kana, name or card.",
    ja: "自市町村の住民を、住民ID・カナ・氏名・カードで検索する。",
  },
  params: z.strictObject({
    query: z
      .strictObject({
        residentId: residentId.optional(),
        kana: term.optional(),
        name: term.optional(),
        /** Card of a registered user: nothing has to be typed at the counter (R-JUKI-02). */
        cardId: cardId.optional(),
      })
      .refine((query) => Object.values(query).some((value) => value !== undefined), {
        error: "give residentId, kana, name or cardId",
      })
      .meta({ examples: [{ residentId: "R0001" }] }),
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
        /** Added items by name, as the configuration declares them (R-TUNE-04, X-22). */
        items: z.array(z.object({ name: z.string(), label: bilingual, value: personal() })),
        ...residentSource,
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
    })
    .meta({ examples: [{ userId: "user-1", serviceId: "library", kind: "load" }] }),
  result: z.object({ applicationId: z.string() }),
});

export const residentMethods = {
  "residents.import": residentsImport,
  "residents.importFile": residentsImportFile,
  "residents.importFiles": residentsImportFiles,
  "residents.fileKey": residentsFileKey,
  "residents.pull": residentsPull,
  "residents.search": residentsSearch,
  "users.register": usersRegister,
  "applications.record": applicationsRecord,
} as const;

export const residentNotifications = { "residents.importProgress": importProgress } as const;
