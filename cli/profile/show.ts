import type { Command } from "commander";
import { packageRoot } from "#harness/scenario/package-root.js";
import { profileText } from "#simulator/profiles/index.js";

const SCHEMA_LINE = /^# yaml-language-server: \$schema=.*$/m;

/** `madoguchi profile show`: the file as it is; its schema line names the schema of this installation, wherever the copy is put. */
export function configure(command: Command): void {
  command.argument("<name>", "a profile of the house, or FILE.yaml").action((name: string) => {
    const schema = `# yaml-language-server: $schema=${packageRoot}docs/reference/profile.schema.json`;
    process.stdout.write(profileText(name).replace(SCHEMA_LINE, schema));
  });
}
