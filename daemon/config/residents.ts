import { z } from "zod";
import { coreFields } from "../residents/file/resident-line.js";

const text = z.string().min(1, { error: "must not be empty" });
const path = text;

/** A data item that is added to the residents (R-TUNE-04): items are added, the core ones stay as they are. */
const item = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,30}$/, { error: "a lower-case letter, then up to 30 letters or digits" })
    .refine((name) => !coreFields.includes(name), { error: "a core item has this name (R-DATA-11)" }),
  label: z.strictObject({ en: text, ja: text }),
  type: z.enum(["text", "date", "number"]).default("text"),
  maxLength: z.int().min(1).max(1000).default(200),
  required: z.boolean().default(false),
  /** What it is held for (R-PRIV-05). */
  purpose: text,
  /** Services whose business systems are told of it; no other is. */
  handOver: z.array(text).default([]),
});

/** Where a municipality's residents come from and how their files are protected (R-JUKI, R-CRYPT-04). */
export const residentConfig = z.strictObject({
  /** Folder that large files are imported from. */
  folder: path.optional(),
  /** Public keys (PEM) of those whose files are taken; several while a key is being exchanged. */
  signers: z.array(path).default([]),
  /** Takes plain files too: for tests only, and on record with each import. */
  plain: z.boolean().default(false),
  items: z.array(item).default([]),
});

type ResidentConfig = z.output<typeof residentConfig>;

/** The section with every path made absolute. */
export function absoluteResidents(config: ResidentConfig, at: (path: string) => string): ResidentConfig {
  const { folder, signers } = config;
  return { ...config, ...(folder === undefined ? {} : { folder: at(folder) }), signers: signers.map(at) };
}
