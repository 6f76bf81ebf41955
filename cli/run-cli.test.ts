import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { errorFamily } from "#card/errors/madoguchi-error.js";
import { CARD_COMMANDS } from "./card/commands.js";
import { COMMANDS } from "./commands.js";
import { failureLines } from "./report-failure.js";

const MAIN = fileURLToPath(new URL("./main.js", import.meta.url));

/** Runs the command line as a person does. */
function madoguchi(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe("the command line", () => {
  it("lists every command with --help, and ends with 0", async () => {
    const { code, stdout } = await madoguchi("--help");
    expect(code).to.equal(0);
    for (const { name } of COMMANDS) expect(stdout).to.match(new RegExp(`^  ${name}\\b`, "m"));
  });

  it("lists the commands of a group, and loads the one that is named", async () => {
    const { stdout } = await madoguchi("card", "--help");
    for (const { name } of CARD_COMMANDS) expect(stdout).to.match(new RegExp(`^  ${name}\\b`, "m"));
    expect((await madoguchi("card", "one", "--help")).stdout).to.include("--profile");
  });

  it("ends with 2 for a command, an option or no command that it does not understand", async () => {
    for (const args of [["no-such-command"], ["start", "--no-such-option"], ["card", "no-such-command"], []]) {
      const { code, stderr } = await madoguchi(...args);
      expect(code, args.join(" ")).to.equal(2);
      expect(stderr).to.include("Usage: madoguchi");
    }
  });

  it("tells an error of the house by code, place, cause and remedy in both languages", () => {
    const family = errorFamily("cli-test", {
      sample: {
        en: { cause: "it broke", remedy: "Mend it." },
        ja: { cause: "壊れました", remedy: "直してください。" },
      },
    });
    const lines = failureLines(family.error("sample", { line: 3, column: undefined })).map((line) => line.trim());
    expect(lines).to.deep.equal([
      "✘ cli-test.sample  line=3",
      "壊れました",
      "→ 直してください。",
      "it broke",
      "→ Mend it.",
    ]);
  });
});

describe("the declaration of commands", () => {
  it("can load every command", async () => {
    for (const row of [...COMMANDS, ...CARD_COMMANDS])
      expect((await row.load()).configure, row.name).to.be.a("function");
  });
});
