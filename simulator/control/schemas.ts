import { z } from "zod";
import { FIRST_PORT } from "../vpcd/index.js";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const named = (what: string) =>
  z
    .string()
    .regex(
      NAME,
      "letters, digits, full stop, low line and hyphen, 1 to 64 · 英数字と「.」「_」「-」1〜64文字で指定してください",
    )
    .meta({ description: what });

export const cardName = named("name of a card of the desk");
export const readerName = named("name of a reader of the desk");
const snapshotName = named("name of a snapshot of the card");
/** No path is relative: the desk and its caller may stand in different folders. */
const file = (what: string) =>
  z.string().regex(/^\//, "an absolute path · 絶対パスで指定してください").max(4096).meta({ description: what });
const stateFile = file("keeps the card's memory; in the desk's process alone without it");

/** Where a reader is: in this process, or a slot of Debian's virtual reader that pcscd has opened. */
const readerTarget = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("memory") }),
    z.strictObject({
      kind: z.literal("vpcd"),
      host: z.string().min(1).max(255).default("127.0.0.1"),
      port: z.int().min(1).max(0xffff).default(FIRST_PORT),
    }),
  ],
  { error: "kind: one of memory, vpcd · 種類（kind）は memory か vpcd を指定してください" },
);

export const cardView = z.strictObject({
  name: cardName,
  profile: z.string(),
  person: z.string(),
  atr: z.string().meta({ description: "hexadecimal, of the interface that the card lies on" }),
  contactless: z.boolean(),
  reader: readerName.nullable().meta({ description: "where the card lies; null: in no reader" }),
  waiting: z
    .literal(true)
    .optional()
    .meta({ description: "the virtual reader is not up (yet, or any more): the card goes in by itself when it is" }),
  standIn: cardName.optional().meta({ description: "the card that answers in its place, swapped in by a fault" }),
  tracing: z.boolean(),
  snapshots: z.array(snapshotName),
  faults: z.int().meta({ description: "faults that are armed and may still strike" }),
  stateFile: z.string().optional(),
});
export type CardView = z.infer<typeof cardView>;

export const readerView = z.strictObject({
  name: readerName,
  target: readerTarget,
  state: z
    .enum(["empty", "waiting", "connected"])
    .meta({ description: "waiting: there is a card, but the virtual reader is not up (yet, or any more)" }),
  card: cardName.nullable(),
});
export type ReaderView = z.infer<typeof readerView>;

export const holderView = z.strictObject({
  person: z.string(),
  title: z.strictObject({ ja: z.string(), en: z.string() }),
  expiry: z.string(),
  pins: z.record(z.string(), z.string()).meta({ description: "by application: auth, sign, text, juki, common" }),
});

export const createParams = z.strictObject({
  name: cardName,
  profile: z
    .string()
    .min(1)
    .max(4096)
    .default("aoba")
    .meta({ description: "a vendor's name, or the absolute path of a profile" }),
  person: z.string().min(1).max(256).default("hanako").meta({ description: "who holds the card" }),
  stateFile: stateFile.optional(),
});
export const insertParams = z.strictObject({
  card: cardName,
  reader: readerName,
  contactless: z
    .boolean()
    .default(false)
    .meta({ description: "the reader is a contactless one: the card has another ATR" }),
});
export const swapParams = z.strictObject({
  card: cardName.meta({ description: "the card in a reader" }),
  with: cardName.meta({ description: "the card that takes its place; both change places when it is in a reader too" }),
});
export const powerParams = z.strictObject({
  card: cardName,
  action: z.enum(["cycle", "reset"]).meta({
    description:
      "cycle: the power goes and comes back; reset: a warm reset. The reader is not told of either: it finds its rights on the card gone",
  }),
});
export const snapshotParams = z.strictObject({ card: cardName, snapshot: snapshotName });
export const cloneParams = z.strictObject({ card: cardName, name: cardName, stateFile: stateFile.optional() });
export const oneCard = z.strictObject({ card: cardName });
export const oneReader = z.strictObject({ reader: readerName });
export const addReaderParams = z.strictObject({ name: readerName, target: readerTarget });
export const traceFilter = z.strictObject({
  card: cardName.optional(),
  reader: readerName.optional(),
  after: z.int().min(0).optional().meta({ description: "only entries with a greater seq" }),
});
export const tracingParams = z.strictObject({
  card: cardName.optional().meta({ description: "all cards, and those to come, without it" }),
  on: z.boolean(),
});
