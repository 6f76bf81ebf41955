import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import {
  type ClauseResult,
  type Conformance,
  conformanceErrors,
  readPublished,
  readReportKey,
  runConformance,
  signReport,
  writeReport,
} from "#harness/conformance/index.js";
import { packageRoot } from "#harness/scenario/package-root.js";
import { EXIT } from "./report-failure.js";

interface Flags {
  readonly against: string;
  readonly system: string;
  readonly fields: string;
  readonly service: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly otherCert: string;
  readonly otherKey: string;
  readonly interface: string;
  readonly sign?: string;
  readonly report?: string;
  readonly json?: boolean;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw conformanceErrors.error("unreadable", { file, reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
}

function tellClause({ id, held, text, saw }: ClauseResult): void {
  console.log(`${held ? "✔" : "✘"} ${id}  ${text.ja} · ${text.en}`);
  if (saw !== undefined) console.log(`       ${saw}`);
}

function tellResult({ system, version, passed, clauses }: Conformance): void {
  const broken = clauses.filter(({ held }) => !held).map(({ id }) => id);
  console.log(
    passed
      ? `✔ ${system}: インタフェース ${version} に準拠しています(${clauses.length}条項) · conforms to interface ${version} (${clauses.length} clauses)`
      : `✘ ${system}: 準拠していない条項 · does not hold: ${broken.join(", ")}`,
  );
}

/** `madoguchi conformance`: tries the published interface against a system that runs. Exit code 0 when every clause holds, 1 when not. */
export function configure(command: Command): void {
  command
    .requiredOption("--against <url>", "address of the system, without a path · 業務システムのアドレス")
    .requiredOption("--system <id>", "its id in the municipality's configuration · 設定上のシステムID")
    .option("--fields <names>", "resident data that it will be told: name,address · 伝達する項目", "")
    .option("--service <id>", "service named in the messages · 情報に記すサービスID", "conformance")
    .requiredOption("--ca <file>", "authority of its certificate (PEM) · システム側の認証局")
    .requiredOption("--cert <file>", "the counter's certificate (PEM) · 窓口システムの証明書")
    .requiredOption("--key <file>", "its private key (PEM) · その秘密鍵")
    .requiredOption("--other-cert <file>", "a certificate of the same authority, not the counter's · 窓口以外の証明書")
    .requiredOption("--other-key <file>", "its private key (PEM) · その秘密鍵")
    .option(
      "--interface <folder>",
      "the published files · 公開インタフェースのフォルダ",
      join(packageRoot, "docs/reference/interface"),
    )
    .option("--sign <key>", "Ed25519 key (PEM) to sign the report with · 報告書の署名鍵")
    .option("--report <file>", "where the signed report is written · 署名付き報告書の書込み先")
    .option("--json", "result as JSON · 結果をJSONで出力")
    .action(async (flags: Flags) => {
      const { against, system, service, sign, report, json = false } = flags;
      if ((sign === undefined) !== (report === undefined)) {
        command.error("--sign and --report go together · --sign と --report は同時に指定してください");
      }
      const signingKey = sign === undefined ? undefined : readReportKey(sign);
      const conformance = await runConformance({
        ...{ against, system, service, published: readPublished(flags.interface), ca: read(flags.ca) },
        counter: { cert: read(flags.cert), key: read(flags.key) },
        other: { cert: read(flags.otherCert), key: read(flags.otherKey) },
        fields: flags.fields.split(",").filter((name) => name !== ""),
        ...{ clock: systemClock, random: systemRandom },
        ...(!json && { done: tellClause }),
      });
      if (json) console.log(JSON.stringify(conformance));
      else tellResult(conformance);
      if (signingKey !== undefined && report !== undefined) {
        writeReport(report, await signReport(conformance, signingKey));
        if (!json) console.log(`  報告書 report: ${report}`);
      }
      if (!conformance.passed) process.exitCode = EXIT.failure;
    });
}
