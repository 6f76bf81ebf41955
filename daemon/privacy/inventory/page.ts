import type { Bilingual } from "../../api/contract/index.js";
import type { InventoryTable } from "./inventory.js";
import { bases, keepings, purposes } from "./terms.js";

type Inventory = Readonly<Record<string, readonly InventoryTable[]>>;

const WHOSE: Readonly<Record<string, string>> = {
  resident: "resident / 住民",
  operator: "operator / 操作者",
  both: "resident, operator / 住民・操作者",
};

const cell = ({ ja, en }: Bilingual) => `${ja}<br>${en}`.replaceAll("|", "\\|");

function section({ table, about, columns }: InventoryTable): string {
  const personal = columns.some(({ whose }) => whose !== undefined);
  const rows = columns.map(
    ({ column, purpose, basis, keep, whose }) =>
      `| \`${column}\` | ${whose === undefined ? "–" : WHOSE[whose]} | ${cell(purpose)} | ${cell(whose === undefined ? bases.none : basis)} | ${cell(keep)} |`,
  );
  return [
    `### ${table}\n`,
    `${about.ja} · ${about.en}${personal ? "" : " · 個人情報なし / no personal data"}\n`,
    "| column / 項目 | whose / だれの | purpose / 利用目的 | basis / 根拠 | kept / 保存期間 |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** The page of the data inventory, for everybody to read (公開, R-PRIV-08). */
export function inventoryPage(inventory: Inventory): string {
  const databases = Object.entries(inventory).flatMap(([name, tables]) => [`## ${name}\n`, ...tables.map(section)]);
  return [
    "# Data inventory / 保有データ一覧\n",
    "Every column of every table, from the databases as their migrations make them: what it is held for, on what basis in law, how long. A column of which nothing is declared fails a test (`daemon/privacy/inventory`).  ",
    "データベースの全テーブル・全項目について、利用目的・根拠・保存期間を示します。宣言のない項目があるとテストが失敗します。\n",
    `The Act is named as the guide prints it; whether it is the law of today is to be checked before rollout (A-25). This page claims nothing in law. 法令名は手引きの表記です。導入時に現行法を確認してください。\n`,
    "Items that a municipality adds (`residents.items`) bear their purpose in its configuration; without one the configuration is refused (R-PRIV-05). Beside the databases there are the failure-analysis log (no personal data, 90 days, R-LOG-08) and, while an import is read, a stage that is thrown away with it (decision 0020).  ",
    "市町村が追加する項目の利用目的は設定ファイルに記載し、記載がない設定は拒否します。このほか、故障解析ログ（個人情報なし、90日）と、取込み中のみ存在する一時ファイルがあります。\n",
    "Individual numbers (個人番号), PINs, clear keys and clear passwords are stored nowhere. 個人番号・暗証番号・平文の鍵・平文のパスワードはどこにも保存しません。\n",
    ...databases,
  ].join("\n");
}

/** The personal columns as data, for reports: each with its terms, and the terms once. */
export function inventoryJson(inventory: Inventory): string {
  const fields = Object.values(inventory).flatMap((tables) =>
    tables.flatMap(({ table, columns }) =>
      columns.flatMap(({ column, whose, terms }) => (whose === undefined ? [] : [{ table, column, whose, ...terms }])),
    ),
  );
  const texts = ({ ja, en }: Bilingual) => ({ ja, en });
  const terms = Object.fromEntries(
    Object.entries({ purposes, bases, keepings }).map(([kind, named]) => [
      kind,
      Object.fromEntries(Object.entries(named).map(([name, text]) => [name, texts(text)])),
    ]),
  );
  const lines = fields.map((field) => `  ${JSON.stringify(field)}`).join(",\n");
  return `{\n "terms": ${JSON.stringify(terms, null, 1).replaceAll("\n", "\n ")},\n "fields": [\n${lines}\n ]\n}\n`;
}
