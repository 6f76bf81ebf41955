import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { toHex } from "#card/bytes/bytes.js";
import { readVendorFile } from "#card/region/index.js";
import { VOLATILE_LACK } from "#card/region/needed-space.js";
import { type ProfileTrial, tryProfile } from "#harness/profiles/try-profile.js";
import {
  type CardProfile,
  findProfile,
  type ProfileWarning,
  profileErrors,
  profileWarnings,
} from "#simulator/profiles/index.js";
import { EXIT } from "../report-failure.js";

/** Every mistake of a file on a line of its own, as compilers tell theirs. */
function tellMistakes(error: unknown): boolean {
  if (!profileErrors.is(error, "bad-file")) return false;
  const { file, line, column, place, problem, problems } = error.details;
  const all = problems ?? `${file}:${line}:${column}: ${place === "" ? "" : `${place}: `}${problem}`;
  const { ja, en } = error.row;
  console.error(`✘ ${ja.cause} · ${en.cause}\n${all}\n→ ${ja.remedy} · ${en.remedy}`);
  return true;
}

/** Where even one standard application does not fit: how many octets it takes, how many there are, and what would be enough. */
function roomWarnings({ memory }: CardProfile, { lack }: ProfileTrial): readonly ProfileWarning[] {
  if (lack === undefined) return [];
  const { needed, free } = { needed: Number(lack["needed"]), free: Number(lack["free"]) };
  const volatile = lack["what"] === VOLATILE_LACK;
  const place = volatile ? "memory.transient" : "memory.areaQuota";
  const enough = (volatile ? memory.transient : memory.areaQuota).value + needed - free;
  const en = `no room for one standard application: it takes ${needed} octets, ${free} are free once the area is set; ${enough} would be enough`;
  const ja = `標準カードAPが1つも入りません。必要 ${needed}、領域設定後の空き ${free} オクテット。${enough} 以上にしてください`;
  return [{ place, en, ja }];
}

function tell(file: string, profile: CardProfile, warnings: readonly ProfileWarning[], trial: ProfileTrial): void {
  const { memory, atr, dialect, title } = profile;
  const line = (ja: string, en: string, value: string | number) => console.log(`  ${ja} · ${en}: ${value}`);
  console.log(`✔ ${file}: ${title.ja} · ${title.en} (${dialect}, ATR ${toHex(atr.contact)})`);
  for (const { place, en, ja } of warnings) console.log(`! ${file}: ${place}: ${ja} · ${en}`);
  line("全容量", "total", memory.total.value);
  line("予約領域", "reserved", memory.reserved.value);
  line("領域の容量", "area quota", trial.memory.quota);
  line("領域設定後の空き", "free once the area is set", trial.memory.free);
  line("揮発メモリの空き", "free volatile memory", trial.memory.volatile.free);
  line("標準カードAPの搭載可能数", "standard applications that fit", trial.applications);
  if (trial.limitedBy !== undefined) line("先に尽きるもの", "what runs out first", `memory.${trial.limitedBy}`);
}

/**
 * `madoguchi profile check`: reads a vendor file as simulator and daemon do, makes its card, sets the area and loads standard applications
 * until one is refused. Exit code 0 when all that works, 1 otherwise.
 */
export function configure(command: Command): void {
  command
    .argument("<file>", "FILE.yaml")
    .option("--json", "figures and warnings as JSON · 結果をJSONで出力")
    .action(async (file: string, { json }: { readonly json?: true }) => {
      try {
        const path = file.includes("/") || file.endsWith(".yaml") ? file : `./${file}`;
        const profile = findProfile(path);
        const { rows } = readVendorFile(readFileSync(path, "utf8"));
        const trial = await tryProfile(profile, rows ?? []);
        const warnings = [...profileWarnings(profile), ...roomWarnings(profile, trial)];
        if (json) console.log(JSON.stringify({ file, name: profile.name, warnings, ...trial }));
        else tell(file, profile, warnings, trial);
      } catch (error) {
        if (!tellMistakes(error)) throw error;
        process.exitCode = EXIT.failure;
      }
    });
}
