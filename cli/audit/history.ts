import type { Command } from "commander";
import type { ResultOf } from "#client/index.js";
import { asOperator, type OperatorFlags, withLogin } from "../as-operator.js";

interface Flags extends OperatorFlags {
  readonly card: string;
  readonly json?: boolean;
}

type Row = ResultOf<"audit.history">["entries"][number];

/** One line a row; rows of one flow bear the same correlation id. */
function line({ sequence, at, event, outcome, code, actor, correlationId, facts }: Row): string {
  const told = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
  const end = code === undefined ? outcome : `${outcome} ${code}`;
  return [String(sequence).padStart(8), at, event.padEnd(24), end, actor ?? "-", correlationId, ...told].join("  ");
}

/** `madoguchi audit history`: for tracing misuse of one card over all channels (R-LOG-04). */
export function configure(command: Command): void {
  withLogin(command)
    .requiredOption("--card <id>", "the card's id · カードID")
    .option("--json", "one JSON object a line · 1行に1件のJSON")
    .action(async ({ card, json, ...login }: Flags) => {
      const { entries } = await asOperator(login, (client) =>
        client.call("audit.history", { cardId: card, limit: 5000 }),
      );
      for (const entry of entries) console.log(json === true ? JSON.stringify(entry) : line(entry));
      if (entries.length === 0 && json !== true) console.log("履歴はありません · nothing is known of this card");
    });
}
