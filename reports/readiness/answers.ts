import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { reportErrors } from "../errors.js";
import { checklist } from "./checklist.js";

const text = z.string().trim().min(1);
const answer = z.strictObject({
  evidence: text.optional(),
  rule: text.optional(),
  date: z.iso.date().optional(),
});

/** What a municipality has answered, by requirement. */
export const readinessAnswers = z.partialRecord(z.enum(checklist.map(({ requirement }) => requirement)), answer);
export type ReadinessAnswers = z.infer<typeof readinessAnswers>;

/** Reads a municipality's answers (YAML). Throws `report.bad-readiness` with the place. */
export function readReadiness(file: string): ReadinessAnswers {
  let value: unknown;
  try {
    value = parse(readFileSync(file, "utf8"), { schema: "core" });
  } catch (cause) {
    throw reportErrors.error("bad-readiness", { file }, { cause });
  }
  const parsed = readinessAnswers.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw reportErrors.error("bad-readiness", { file, field: path.join("."), problem: message });
}
