import type { Command } from "commander";
import type { ResultOf } from "#client/index.js";
import { asOperator, type OperatorFlags, withLogin } from "../as-operator.js";
import { EXIT } from "../report-failure.js";

interface Flags extends OperatorFlags {
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

function tell({ from, to, lastReport, everyDays, daysLate, chain, counts }: ResultOf<"audit.report">): void {
  console.log(`ログ監査報告 · log-audit report  ${from} – ${to}`);
  console.log(`  前回 last report   ${lastReport ?? "なし none"}  (${everyDays}日ごと · every ${everyDays} days)`);
  if (daysLate > 0) console.log(`✘ 報告が${daysLate}日遅れています · a report was missed: ${daysLate} days late`);
  console.log(
    chain.ok
      ? `✔ 改ざん・欠落はありません · nothing altered or missing, signed through row ${chain.signedThrough}`
      : `✘ ${chain.broken?.sequence}行目が合いません · does not hold at row ${chain.broken?.sequence}: ${chain.broken?.reason}`,
  );
  for (const { count, event, outcome, code = "" } of counts) {
    console.log(`  ${String(count).padStart(8)}  ${event.padEnd(28)} ${outcome} ${code}`.trimEnd());
  }
}

/** `madoguchi audit report`: to be run on the days that the regulation says. Exit code 1 when one was missed or the log is not whole (R-OPS-03). */
export function configure(command: Command): void {
  withLogin(command)
    .option("--from <moment>", "ISO 8601 in UTC; the last report when left out · 開始日時")
    .option("--to <moment>", "now when left out · 終了日時")
    .option("--json", "as JSON · JSONで出力")
    .action(async ({ from, to, json, ...login }: Flags) => {
      const period = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
      const report = await asOperator(login, (client) => client.call("audit.report", period));
      if (json === true) console.log(JSON.stringify(report));
      else tell(report);
      if (report.daysLate > 0 || !report.chain.ok) process.exitCode = EXIT.failure;
    });
}
