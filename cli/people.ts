import { type Command, InvalidArgumentError, Option } from "commander";
import { stringify } from "yaml";
import {
  DEFAULT_SHARES,
  generateResident,
  generateResidents,
  type TestResident,
  TRAITS,
  type Trait,
  type TraitShares,
} from "#simulator/people/index.js";

interface PeopleFlags {
  readonly seed: string;
  readonly count: number;
  readonly format: "yaml" | "json";
  readonly trait?: readonly Trait[];
  readonly share?: Partial<TraitShares>;
  readonly municipality?: string;
}

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a number · 数字で指定してください");
  return Number(text);
}

/** `minor=0.5`, one more of the shares given before it. */
function share(text: string, before: Partial<TraitShares> = {}): Partial<TraitShares> {
  const [trait, value] = text.split("=");
  if (value === undefined || value.trim() === "" || !TRAITS.includes(trait as Trait) || Number.isNaN(Number(value))) {
    throw new InvalidArgumentError(`TRAIT=0.5, one of · 次のいずれか: ${TRAITS.join(" ")}`);
  }
  return { ...before, [trait!]: Number(value) };
}

/** The residents as files that `parseResident` reads: YAML documents, or lines of JSON. */
export function peopleText(residents: readonly TestResident[], format: PeopleFlags["format"]): string {
  if (format === "json") return residents.map((resident) => `${JSON.stringify(resident)}\n`).join("");
  return residents.map((resident) => stringify(resident, { lineWidth: 0 })).join("---\n");
}

/** `madoguchi people`: prints generated residents. Their ids go where a resident's name does: `--person`, a scenario's `person`. */
export function configure(command: Command): void {
  const usual = TRAITS.map((trait) => `${trait} ${DEFAULT_SHARES[trait]}`).join(", ");
  command
    .requiredOption(
      "--seed <text>",
      "letters, digits, dots, hyphens; the same seed gives the same people · 同じシードからは同じ住民",
    )
    .addOption(new Option("--count <number>", "how many · 人数").argParser(count).default(1))
    .addOption(
      new Option("--format <name>", "YAML documents, or a line of JSON each").choices(["yaml", "json"]).default("yaml"),
    )
    .addOption(
      new Option("--trait <names...>", "one resident with these and no other traits · 特徴を指定した1人").choices(
        TRAITS,
      ),
    )
    .addOption(new Option("--share <trait=0.5>", `how many have a trait · 特徴の割合 (${usual})`).argParser(share))
    .option("--municipality <code>", "where all of them live, five digits · 住所地の市町村コード")
    .action(({ seed, count, format, trait, share: shares = {}, municipality }: PeopleFlags) => {
      const options = { shares, ...(municipality !== undefined && { municipality }) };
      const residents =
        trait === undefined ? generateResidents(seed, count, options) : [generateResident(seed, trait, options)];
      process.stdout.write(peopleText(residents, format));
    });
}
