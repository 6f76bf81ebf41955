import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { auditErrors } from "#daemon/audit/audit-errors.js";
import { type FileJudgement, verifyAudit } from "#daemon/audit/verify-file.js";
import { judgePaper } from "#harness/doubles/paper/judge-paper.js";
import { EXIT } from "./report-failure.js";

interface Flags {
  readonly audit?: string;
  readonly certificate?: string;
  readonly ca?: string;
  readonly key: readonly string[];
  readonly heads?: string;
  readonly json?: boolean;
}

function tell({ ok, what, entries, base, heads, signedThrough, head, broken, keyFrom, keyIds }: FileJudgement): void {
  const last = base + entries;
  const name = what === "log" ? "監査ログ audit log" : "監査ログの書き出し exported slice";
  console.log(
    ok
      ? `✔ ${name}: 改ざん・欠落はありません · whole, nothing altered or missing`
      : `✘ ${name}: ${broken?.sequence}行目が合いません · does not hold at row ${broken?.sequence}: ${broken?.reason}`,
  );
  console.log(
    `  行 rows            ${base + 1}–${last}${base > 0 ? `  (1–${base}: 保存期間満了 expired, or before this slice)` : ""}`,
  );
  console.log(`  署名 signed heads  ${heads}, ${signedThrough}行目まで · through row ${signedThrough}`);
  console.log(`  最終ハッシュ head  ${head}`);
  console.log(`  鍵 key             ${keyIds.join(" ")}`);
  if (last > signedThrough && ok) {
    const behind = last - signedThrough;
    console.log(
      `! ${behind}行は最後の署名より後です(連鎖のみ) · ${behind} rows after the last signature are chained only`,
    );
  }
  if (keyFrom === "log") {
    console.log(
      "! 公開鍵は検証対象自身のものです。全体の差替えを見つけるには、別に保管した鍵を --key に指定してください · " +
        "the public key is what is judged brought itself: name one that you kept elsewhere with --key to find a log that was replaced whole",
    );
  }
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function readKey(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw auditErrors.error("bad-key", { file }, { cause });
  }
}

/** Judges a certificate as PDF by its signature. Throws `paper.*`, which ends the command with 1. */
async function tellPaper(file: string, ca: string, json: boolean): Promise<void> {
  const { signer, signedAt, fingerprint } = await judgePaper(readFileSync(file), readFileSync(ca, "utf8"));
  if (json) return console.log(JSON.stringify({ ok: true, signer, signedAt, fingerprint }));
  console.log("✔ 証明書: 署名後の改ざんはありません · certificate: not changed since it was signed");
  console.log(`  署名者 signer      ${signer}`);
  console.log(`  署名日時 signed    ${signedAt?.toISOString() ?? "-"}（署名者の申告 by the signer's own word）`);
  console.log(`  証明書 SHA-256     ${fingerprint}`);
}

/**
 * `madoguchi verify`: judges an audit log, or a certificate that an issuing server gave out, without the daemon. Exit code 0 when it is
 * whole, 1 when not or when it cannot be read.
 */
export function configure(command: Command): void {
  command
    .option("--audit <path>", "data directory, audit.sqlite or exported slice · データディレクトリ等")
    .option("--certificate <file>", "a certificate as PDF, judged by its signature · 証明書PDFの署名検証")
    .option("--ca <file>", "with --certificate: the authority (PEM) that you trust · 信頼する認証局")
    .option("--key <file>", "public key (PEM) that you trust; may be given again · 信頼する公開鍵", collect, [])
    .option("--heads <file>", "signed heads that were kept elsewhere · 別に保管した署名の控え")
    .option("--json", "result as JSON · 結果をJSONで出力")
    .action(async ({ audit, certificate, ca, key, heads, json }: Flags) => {
      if (certificate !== undefined && audit === undefined) {
        if (ca === undefined) command.error("--certificate needs --ca · --ca を指定してください");
        return tellPaper(certificate, ca, json === true);
      }
      if (audit === undefined || certificate !== undefined) {
        return command.error("name --audit or --certificate · --audit か --certificate のどちらかを指定してください");
      }
      const keys = key.map((file) => ({ file, pem: readKey(file) }));
      const judged = await verifyAudit(audit, { ...(keys.length > 0 && { keys }), headsFile: heads });
      if (json === true) console.log(JSON.stringify(judged));
      else tell(judged);
      if (!judged.ok) process.exitCode = EXIT.failure;
    });
}
