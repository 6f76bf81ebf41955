import { resolve } from "node:path";
import type { Command } from "commander";
import { buildPackage, packageErrors, readDefinition } from "#card/region/index.js";
import { EXIT } from "../report-failure.js";
import { demandRoom, read, readSigningKey, writePackage } from "./files.js";
import { packageFileErrors } from "./package-file-errors.js";
import { factsOf, tellPackage } from "./tell-package.js";

interface Flags {
  readonly key: string;
  readonly out?: string;
  readonly json?: true;
}

/** Every mistake of a definition on a line of its own, as compilers tell theirs. */
function tellMistakes(error: unknown): boolean {
  if (!packageErrors.is(error, "bad-definition")) return false;
  const { file, line, column, field, problem, problems } = error.details;
  const all = problems ?? `${file}:${line}:${column}: ${field === "" ? "" : `${field}: `}${problem}`;
  const { ja, en } = error.row;
  console.error(`✘ ${error.code}\n  ${ja.cause} · ${en.cause}\n${all}\n→ ${ja.remedy} · ${en.remedy}`);
  return true;
}

function build(definition: string, { key, out, json }: Flags): void {
  const file = out ?? `${definition.replace(/\.ya?ml$/, "")}.cardapp`;
  if ([definition, key].some((other) => resolve(other) === resolve(file))) {
    throw packageFileErrors.error("in-the-way", { file });
  }
  const content = readDefinition(read(definition).toString("utf8"), definition);
  const signingKey = readSigningKey(key);
  demandRoom(file);
  const pkg = buildPackage(content, signingKey);
  writePackage(file, pkg);
  if (json) console.log(JSON.stringify({ file, ...factsOf(pkg, "ok") }));
  else tellPackage(file, pkg, "ok");
}

/** `madoguchi package build`: nothing is written unless the whole definition is right. */
export function configure(command: Command): void {
  command
    .argument("<definition>", "FILE.yaml, see docs/reference/package.schema.json")
    .requiredOption("--key <file>", "signing key (package key) · 署名鍵")
    .option("--out <file>", "where the package is written; FILE.cardapp when left out · パッケージの書込み先")
    .option("--json", "what was built as JSON · 結果をJSONで出力")
    .action((definition: string, flags: Flags) => {
      try {
        build(definition, flags);
      } catch (error) {
        if (!tellMistakes(error)) throw error;
        process.exitCode = EXIT.failure;
      }
    });
}
