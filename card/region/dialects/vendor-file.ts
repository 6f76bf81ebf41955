import { z } from "zod";
import { toHex } from "#card/bytes/bytes.js";
import { readYaml, type YamlProblem } from "#card/yaml/yaml-document.js";
import type { CardModel } from "./card-model.js";
import { atrText, cardKind, isoFsFacts, scp02Facts, scp03Facts } from "./channel-facts.js";
import type { DialectRow } from "./table.js";

/** Bits of the parameter `i` that protect answers: R-MAC and R-ENCRYPTION (Amendment D, table 5-1). */
const RESPONSE_PROTECTION = 0x60;
/** Octets of a short command's data field. */
const SHORT = 255;

/** What a driver must know of a vendor's card. All else in the file, its memory first of all, the card tells by itself or is the simulator's. */
const common = {
  name: z.string().min(1),
  kind: cardKind,
  atr: z.looseObject({ contact: atrText, contactless: atrText.optional() }),
  apdu: z.looseObject({
    extended: z.boolean(),
    maxCommandData: z.looseObject({ value: z.int().min(SHORT).max(0xffff) }),
  }),
};

const isMap = (input: unknown): boolean => typeof input === "object" && input !== null && !Array.isArray(input);

const vendorFacts = z.discriminatedUnion(
  "dialect",
  [
    z.looseObject({ ...common, dialect: z.literal("gp-scp03"), scp03: z.looseObject(scp03Facts) }),
    z.looseObject({ ...common, dialect: z.literal("gp-scp02"), scp02: z.looseObject(scp02Facts) }),
    z.looseObject({ ...common, dialect: z.literal("iso-fs"), isoFs: z.looseObject(isoFsFacts) }),
  ],
  {
    error: ({ input }) => (isMap(input) ? "one of gp-scp03, gp-scp02, iso-fs" : "a map of fields is wanted"),
  },
);

type VendorFacts = z.output<typeof vendorFacts>;

function modelOf(facts: VendorFacts): CardModel {
  switch (facts.dialect) {
    case "gp-scp03": {
      const { i, mode, keyLength } = facts.scp03;
      const { extended, maxCommandData } = facts.apdu;
      const longest = extended ? maxCommandData.value : SHORT;
      return { dialect: "gp-scp03", mode, keyLength, maxCommandData: longest, protection: i & RESPONSE_PROTECTION };
    }
    case "gp-scp02":
      return { dialect: "gp-scp02" };
    case "iso-fs":
      return { dialect: "iso-fs", keyLength: facts.isoFs.keyLength };
  }
}

/** A vendor file that was read: the rows that it adds to the dialect table, or all its mistakes. */
export type VendorReading =
  | { readonly rows: readonly DialectRow[]; readonly problems: readonly [] }
  | { readonly rows?: never; readonly problems: readonly YamlProblem[] };

/** The rows of the dialect table for a vendor's card: one for each of its ATRs. The simulator's profile has these facts as well. */
export function vendorRows(facts: VendorFacts): readonly DialectRow[] {
  const { kind, name, atr } = facts;
  const model = modelOf(facts);
  const atrs = [atr.contact, ...(atr.contactless === undefined ? [] : [atr.contactless])];
  return atrs.map((octets) => ({ atr: toHex(octets), kind, model, source: `vendor file of ${name}` }));
}

/**
 * Reads a vendor file (the simulator's profile: docs/how-to/add-a-vendor.md) for what the dialect table needs of it: one row for each
 * of its ATRs. Throws nothing: mistakes are in the problems, each at its place.
 */
export function readVendorFile(text: string): VendorReading {
  const { value: facts, problems } = readYaml(text, vendorFacts);
  if (facts === undefined) return { problems };
  return { rows: vendorRows(facts), problems: [] };
}
