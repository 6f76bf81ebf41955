import { Command } from "commander";
import { addCommands, COMMANDS } from "./commands.js";
import { reportFailure } from "./report-failure.js";

/** Runs the command line with these arguments (those after the program's name); gives the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command("madoguchi")
    .description("Card-counter software with a virtual My Number card · 窓口カードシステムと仮想マイナンバーカード")
    .exitOverride()
    .showHelpAfterError();
  await addCommands(program, COMMANDS, args);
  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return reportFailure(error);
  }
}
