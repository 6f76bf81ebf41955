import { createHash, type KeyObject } from "node:crypto";
import { CompactSign, compactVerify } from "jose";
import { z } from "zod";
import { canonicalJson } from "../audit/canonical.js";
import { TUNING_SCHEMA } from "./schema/tuning-set.js";
import { tuningErrors } from "./tuning-errors.js";

/** What the signed header of a tuning file says that it is: the key signs other things too (decision 0017). */
const TYPE = "madoguchi-tuning";

const envelope = z.strictObject({
  format: z.literal(TYPE),
  schema: z.int(),
  municipality: z.strictObject({ code: z.string().regex(/^\d{5}$/), name: z.string().max(100) }),
  /** Published version that it is; 0: the defaults. */
  version: z.int().min(0),
  exportedAt: z.iso.datetime(),
  set: z.record(z.string(), z.unknown()),
  /** SHA-256 of all of the above as canonical JSON, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Compact JWS (PS256) over that digest, by the municipality's exchange key. */
  signature: z.string().max(4_000),
});

export type TuningFile = z.output<typeof envelope>;
type Content = Omit<TuningFile, "format" | "schema" | "sha256" | "signature">;

const digest = (body: object): string => createHash("sha256").update(canonicalJson(body)).digest("hex");

/** A set as one file: JSON, with its municipality and version, hashed and signed. */
export async function writeTuningFile(content: Content, signer: KeyObject): Promise<string> {
  const body = { format: TYPE, schema: TUNING_SCHEMA, ...content } as const;
  const sha256 = digest(body);
  const signature = await new CompactSign(Buffer.from(sha256, "latin1"))
    .setProtectedHeader({ alg: "PS256", typ: TYPE })
    .sign(signer);
  return `${JSON.stringify({ ...body, sha256, signature }, null, 2)}\n`;
}

/**
 * Reads a file. Its set is not judged here. Throws `tuning.file-malformed`, `tuning.file-schema`, `tuning.file-altered`; the signature of another
 * municipality's file is judged only where its key is known.
 */
export async function readTuningFile(
  text: string,
  keyOf: (municipality: string) => Promise<KeyObject | undefined>,
): Promise<TuningFile> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw tuningErrors.error("file-malformed", { reason: "not JSON" }, { cause });
  }
  const { format, schema } = (json ?? {}) as Record<string, unknown>;
  if (format === TYPE && typeof schema === "number" && schema !== TUNING_SCHEMA) {
    throw tuningErrors.error("file-schema", { found: schema, expected: TUNING_SCHEMA });
  }
  const read = envelope.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const key = issue?.code === "unrecognized_keys" ? "unknown field" : (issue?.path.join(".") ?? "");
    throw tuningErrors.error("file-malformed", { reason: key === "" ? "not an object of a tuning file" : key });
  }
  const { sha256, signature, ...body } = read.data;
  if (digest(body) !== sha256) throw tuningErrors.error("file-altered", { reason: "digest" });
  const key = await keyOf(body.municipality.code);
  if (key !== undefined && !(await isSigned(signature, sha256, key))) {
    throw tuningErrors.error("file-altered", { reason: "signature" });
  }
  return read.data;
}

async function isSigned(signature: string, sha256: string, key: KeyObject): Promise<boolean> {
  try {
    const { payload, protectedHeader } = await compactVerify(signature, key, { algorithms: ["PS256"] });
    return protectedHeader.typ === TYPE && Buffer.from(payload).toString("latin1") === sha256;
  } catch {
    return false;
  }
}
