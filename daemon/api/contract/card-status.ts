import { z } from "zod";
import { method, notification } from "./method.js";
import { fileName } from "./residents.js";
import { correlationId, count, sensitive } from "./shapes.js";

const imported = z.object({
  /** Cards in the file. */
  imported: count,
  sequence: count,
  /** Cards whose state is another one now, or that were not known before. */
  changed: count,
  /** Cards of which something newer is known: it stays. */
  kept: count,
});

const cardStatusImport = method({
  name: "cardStatus.import",
  need: "data.import",
  effect: "data",
  audited: "call",
  summary: {
    en: "Imports a card operation status file of the Juki-net CS that is sent with the call; all of it or nothing, an older state never over a newer one (R-STATE-04, R-JUKI-07).",
    ja: "送信したカード運用情報ファイル(住基ネットCS作成)を取り込む。誤りがあれば全件取り込まず、新しい状態を古い状態で上書きしない。",
  },
  params: z.strictObject({ content: sensitive(z.string().min(1), "personal") }),
  result: imported,
});

const cardStatusImportFile = method({
  name: "cardStatus.importFile",
  need: "data.import",
  effect: "data",
  audited: "call",
  summary: {
    en: "Imports a card operation status file from the municipality's import folder (`residents.importFiles` lists it).",
    ja: "取込みフォルダのカード運用情報ファイルを取り込む(一覧は `residents.importFiles`)。",
  },
  params: z.strictObject({ file: fileName }),
  result: imported,
});

const importProgress = notification({
  name: "cardStatus.importProgress",
  summary: {
    en: "How far the caller's import of operation status is; nothing is applied before its end.",
    ja: "カード運用情報の取込みの進行状況。最後まで読み終えるまで何も反映されない。",
  },
  params: z.object({
    correlationId,
    cards: count,
    /** Octets read, and of how many. */
    octets: count,
    of: count,
  }),
});

export const cardStatusNotifications = { "cardStatus.importProgress": importProgress } as const;

export const cardStatusMethods = {
  "cardStatus.import": cardStatusImport,
  "cardStatus.importFile": cardStatusImportFile,
} as const;
