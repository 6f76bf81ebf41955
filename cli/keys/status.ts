import type { Command } from "commander";
import { loadConfig } from "#daemon/config/load-config.js";
import { type KeyStatus, keyStatus } from "#daemon/keys/key-status.js";

interface Flags {
  readonly config: string;
  readonly json?: boolean;
}

const SETTINGS = {
  open: "初期設定が未完了 · initial setting not complete",
  initialised: "初期設定済み · initialised",
  reopened: "再初期化中 · re-initialisation under way",
} as const;

const USES = {
  area: "独自利用領域キー area key",
  service: "サービスの鍵 service key",
  exchange: "引継用の鍵 exchange key",
  "card-ref": "カード識別子の鍵 card-reference key",
} as const;

function tell({ kek, rotatingFrom, municipalities }: KeyStatus): void {
  console.log(`鍵暗号化鍵 key-encryption key  ${kek ?? "?"}`);
  if (rotatingFrom !== undefined) {
    console.log(`! 更新が途中です · its exchange is unfinished: ${rotatingFrom} → ${kek}`);
  }
  for (const { code, setting, keys } of municipalities) {
    console.log(`${code}  ${SETTINGS[setting]}`);
    for (const { use, municipality, keyId, generation, checkValue, under } of keys) {
      const former = municipality === code ? "" : ` (${municipality})`;
      const other = under === kek ? "" : `  ${under ?? "?"}`;
      console.log(`  ${USES[use]}  ${keyId}${former} 世代 generation ${generation}  ${checkValue}${other}`);
    }
  }
}

/** `madoguchi keys status`: reads beside a running daemon; needs no key-encryption key and shows no key. */
export function configure(command: Command): void {
  command
    .requiredOption("-c, --config <file>", "configuration file (YAML) · 設定ファイル")
    .option("--json", "as JSON · JSONで出力")
    .action(async ({ config, json }: Flags) => {
      const status = await keyStatus(loadConfig(config));
      if (json === true) console.log(JSON.stringify(status));
      else tell(status);
    });
}
