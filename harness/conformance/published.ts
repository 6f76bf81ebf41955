import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { conformanceErrors } from "./conformance-errors.js";

export interface PublishedClause {
  readonly id: string;
  readonly tries: "right" | "wrong";
  readonly text: { readonly en: string; readonly ja: string };
}

type Shape = "handOver" | "description" | "userState" | "refusal";

/** The interface as it was published: all that the run knows of it (R-IF-03). */
export interface PublishedInterface {
  readonly name: string;
  readonly version: string;
  readonly answerMs: number;
  readonly messageOctets: number;
  readonly clauses: readonly PublishedClause[];
  /** Members that a message must have. */
  readonly required: readonly string[];
  /** SHA-256 of the files, lower-case hexadecimal: which text the system was tried by. */
  readonly digest: string;
  /** What is wrong with a value by its published schema; undefined for nothing. */
  fault(shape: Shape, value: unknown): string | undefined;
}

const FILES = ["clauses.json", "messages.schema.json"] as const;

/** Reads the published files of a folder. Throws `conformance.unreadable`, `conformance.bad-published`. */
export function readPublished(folder: string): PublishedInterface {
  const [clauses, messages] = FILES.map((name) => read(join(folder, name))) as [string, string];
  const digest = createHash("sha256").update(clauses).update("\0").update(messages).digest("hex");
  try {
    return published(JSON.parse(clauses), JSON.parse(messages), digest);
  } catch (cause) {
    throw conformanceErrors.error("bad-published", { folder }, { cause });
  }
}

interface ClausesFile extends Omit<PublishedInterface, "name" | "required" | "digest" | "fault"> {
  readonly interface: string;
}

interface MessagesFile {
  readonly $defs: { readonly handOver: { readonly oneOf: readonly { readonly required: readonly string[] }[] } };
}

function published(file: ClausesFile, messages: MessagesFile, digest: string): PublishedInterface {
  const { interface: name, version, answerMs, messageOctets, clauses } = file;
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema(messages, "messages");
  const required = messages.$defs.handOver.oneOf[0]?.required;
  if (![name, version].every((one) => typeof one === "string") || required === undefined || clauses.length === 0) {
    throw new Error("a member is missing");
  }
  return {
    ...{ name, version, answerMs, messageOctets, clauses, required, digest },
    fault: (shape, value) => {
      const judge = ajv.getSchema(`messages#/$defs/${shape}`);
      if (judge === undefined) throw conformanceErrors.error("bad-published", { shape });
      if (judge(value)) return undefined;
      const { instancePath = "", message = "" } = judge.errors?.[0] ?? {};
      return `${instancePath || "/"} ${message}`;
    },
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw conformanceErrors.error("unreadable", { file, reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
}
