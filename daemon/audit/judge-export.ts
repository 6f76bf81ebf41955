import type { KeyObject } from "node:crypto";
import type { z } from "zod";
import { auditErrors } from "./audit-errors.js";
import { keyIdOf, readPublicKey } from "./audit-key.js";
import { ChainVerifier } from "./chain.js";
import { type ExportManifest, exportLine, sealHolds } from "./export.js";
import { headHash, headHolds, type SignedHead } from "./head.js";
import type { Judgement } from "./judge-log.js";

type Line = z.output<typeof exportLine>;

function parseLines(text: string): Line[] {
  return text.split("\n").flatMap((line, index) => {
    if (line === "") return [];
    try {
      return [exportLine.parse(JSON.parse(line))];
    } catch (cause) {
      throw auditErrors.error("not-a-log", { line: index + 1 }, { cause });
    }
  });
}

/** What is wrong with the heads of a slice, or undefined. They are a run of consecutive ones that begins anywhere. */
function wrongHead(heads: readonly SignedHead[], key: KeyObject): string | undefined {
  for (const [index, one] of heads.entries()) {
    const before = heads[index - 1]?.head;
    const name = `signed head ${one.head.number}`;
    if (before !== undefined && one.head.number !== before.number + 1) return `a signed head before ${name} is missing`;
    if (before !== undefined && one.head.previous !== headHash(before))
      return `${name} does not follow the one before it`;
    // Heads under an earlier key of the same log prove nothing here, and are covered by those that follow.
    if (one.head.keyId === keyIdOf(key) && !headHolds(one, key)) return `${name}: its signature does not hold`;
  }
  return undefined;
}

function judge(lines: readonly Line[], manifest: ExportManifest, key: KeyObject): ChainVerifier {
  const heads = lines.filter((line) => "head" in line);
  const said = new Map(heads.map(({ head }) => [head.last.sequence, head.last.hash]));
  const { before, through } = manifest;
  const chain = new ChainVerifier(before);
  const agrees = () => (said.get(chain.last.sequence) ?? chain.last.hash) === chain.last.hash;
  if (!agrees()) chain.fail(before.sequence, "a signed head tells of another row before the first one");
  for (const line of lines) {
    if ("row" in line ? !chain.add(line.row) : "withheld" in line && !chain.skip(line.withheld)) return chain;
    if (!agrees()) chain.fail(chain.last.sequence, "a signed head tells of another row here: rows were written anew");
  }
  const wrong = wrongHead(heads, key);
  if (wrong !== undefined) chain.fail(chain.last.sequence, wrong);
  if (chain.last.sequence !== through) chain.fail(chain.last.sequence + 1, `the slice should reach to row ${through}`);
  const covered = heads.some(({ head }) => head.last.sequence >= chain.last.sequence && head.keyId === keyIdOf(key));
  if (!covered) chain.fail(chain.last.sequence, "no signed head covers the slice");
  return chain;
}

/** Judges an exported slice on its own, without the log that it is from. Throws `audit.not-a-log`, `audit.bad-key`. */
export function judgeExport(
  text: string,
  trusted?: readonly KeyObject[],
): Judgement & { readonly manifest: ExportManifest } {
  const lines = parseLines(text);
  const [first] = lines;
  if (first === undefined || !("export" in first)) throw auditErrors.error("not-a-log", { line: 1 });
  const manifest = first.export;
  const end = lines.at(-1);
  const own = readPublicKey(manifest.publicKey);
  const key = trusted === undefined ? own : trusted.find((one) => keyIdOf(one) === manifest.keyId);
  const chain = key === undefined ? new ChainVerifier(manifest.before) : judge(lines, manifest, key);
  const body = text.slice(0, text.trimEnd().lastIndexOf("\n") + 1);
  if (key === undefined) chain.fail(0, `it is signed under another key (${manifest.keyId})`);
  else if (end === undefined || !("signed" in end))
    chain.fail(chain.last.sequence, "the signature at its end is missing");
  else if (!sealHolds(body, end.signed.signature, key)) chain.fail(chain.last.sequence, "its signature does not hold");
  const result = chain.result();
  return {
    ...result,
    manifest,
    heads: lines.filter((line) => "head" in line).length,
    signedThrough: result.ok ? chain.last.sequence : manifest.before.sequence,
    base: manifest.before.sequence,
    keyIds: [manifest.keyId],
  };
}
