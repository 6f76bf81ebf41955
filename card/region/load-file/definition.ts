import { z } from "zod";
import { fromHex } from "#card/bytes/bytes.js";
import { problemDetails, readYaml, type YamlPath, type YamlProblem } from "#card/yaml/yaml-document.js";
import { cardAppAid, cardAppLoadFileAid } from "../aids.js";
import type { CardAppContent } from "../package.js";
import { findFault, MAX_RECORD_SIZE } from "./check.js";
import { packageErrors } from "./errors.js";
import { MAX_FILES } from "./format.js";

const aid = z.string().regex(/^([0-9A-F]{2}){5,16}$/, "5 to 16 octets in upper-case hexadecimal");
const pinLength = z.int().min(4).max(12);
const rule = z.enum(["system", "pin", "never"]);

/** The definition of a card application as it is written in YAML. AIDs are given by `service`, or in full. */
export const definitionSchema = z
  .strictObject({
    municipality: z.string().regex(/^[0-9]{5}$/, "five digits in quotes"),
    service: z.int().min(0).max(255).optional(),
    aid: aid.optional(),
    loadFileAid: aid.optional(),
    version: z.string().regex(/^[\x21-\x7e]{1,16}$/, "1 to 16 printable ASCII characters without blanks"),
    serviceKey: z.strictObject({
      version: z.int().min(1).max(0x7f),
      length: z.union([z.literal(16), z.literal(24), z.literal(32)]),
    }),
    pin: z.strictObject({ tries: z.int().min(1).max(15), minLength: pinLength, maxLength: pinLength }),
    files: z
      .array(
        z.strictObject({
          id: z.int().min(1).max(30),
          records: z.int().min(1).max(254),
          recordSize: z.int().min(1).max(MAX_RECORD_SIZE),
          access: z.strictObject({ read: rule, update: rule }),
        }),
      )
      .min(1)
      .max(MAX_FILES),
  })
  .refine((value) => value.service !== undefined || (value.aid !== undefined && value.loadFileAid !== undefined), {
    message: "give `service`, or both `aid` and `loadFileAid`",
    path: ["service"],
  });

/** `files[0].id` as the path that the document is asked with. */
function pathOf(field: string): YamlPath {
  return field
    .split(/[.[\]]+/)
    .filter((step) => step !== "")
    .map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step));
}

function badDefinition(file: string, problems: readonly YamlProblem[]) {
  const { place, ...details } = problemDetails(file, problems);
  return packageErrors.error("bad-definition", { ...details, field: place });
}

/** Reads a definition; `file` names it in errors. Throws `package.bad-definition` with file, line, column and the path of the field, and every mistake. */
export function readDefinition(yaml: string, file: string): CardAppContent {
  const { document, value, problems } = readYaml(yaml, definitionSchema);
  if (value === undefined) throw badDefinition(file, problems);
  const { municipality, service, aid, loadFileAid, version, serviceKey, pin, files } = value;
  const content: CardAppContent = {
    aid: aid === undefined ? cardAppAid(municipality, service!) : fromHex(aid),
    loadFileAid: loadFileAid === undefined ? cardAppLoadFileAid(municipality, service!) : fromHex(loadFileAid),
    municipality,
    version,
    serviceKey,
    pin,
    files,
  };
  const fieldAtFault = findFault(content);
  if (fieldAtFault !== undefined) {
    throw badDefinition(file, [document.problem(pathOf(fieldAtFault), "outside its range")]);
  }
  return content;
}
