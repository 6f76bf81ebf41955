#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command } from "commander";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** Every command of the program, in the order of its help; each has a file of its own in this folder. */
const commands: readonly (() => Command)[] = [];

const program = new Command("madoguchi")
  .description("窓口: card counters of municipalities, and the test equipment for them")
  .version(version)
  .showHelpAfterError();
for (const command of commands) program.addCommand(command());
await program.parseAsync();
