import type { Command } from "commander";
import { CARD_COMMANDS } from "./card/commands.js";
import { addCommands } from "./commands.js";

/** `madoguchi card …`: a group; without a command of its own it is `card one`. */
export function configure(command: Command, args: readonly string[]): Promise<void> {
  return addCommands(command.usage("[command] [options]"), CARD_COMMANDS, args);
}
