import { z } from "zod";
import { method, notification } from "./method.js";
import { cardId, count, hex, readerId } from "./shapes.js";

/** `unknown`: a card answers, but no dialect of ours is known for it; nothing is written to it. */
export const readerState = z.enum(["empty", "mute", "unknown", "ready"]);
export const dialect = z.enum(["gp-scp03", "gp-scp02", "iso-fs"]);
export const cardKind = z.enum(["myna", "juki"]);

export const readersView = z.object({
  service: z.enum(["up", "down"]),
  readers: z.array(
    z.object({
      id: readerId,
      name: z.string(),
      state: readerState,
      insertion: count,
      atr: hex.optional(),
      cardId: cardId.optional(),
      kind: cardKind.optional(),
      dialect: dialect.optional(),
    }),
  ),
});

const readersList = method({
  name: "readers.list",
  need: "session",
  effect: "reads",
  audited: "refusal",
  summary: { en: "Readers and what is in them.", ja: "リーダの一覧と状態。" },
  params: z.strictObject({}),
  result: readersView,
});

const readersChanged = notification({
  name: "readers.changed",
  summary: {
    en: "The readers, or what is in them, changed; the whole new picture.",
    ja: "リーダの状態が変化した(新しい状態の全体)。",
  },
  params: readersView,
});

export const readerMethods = { "readers.list": readersList } as const;

export const readerNotifications = { "readers.changed": readersChanged } as const;
