import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

export const CITY = "13101";

const NAMES = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "𠮷田", "髙嶋"];
const KANA = [
  "サトウ",
  "スズキ",
  "タカハシ",
  "タナカ",
  "イトウ",
  "ワタナベ",
  "ヤマモト",
  "ナカムラ",
  "コバヤシ",
  "カトウ",
  "ヨシダ",
  "タカシマ",
];
const two = (n: number) => String(n).padStart(2, "0");

/** The n-th made-up resident. The ids come in no order of the table's. */
function residentOf(n: number) {
  const mixed = Math.imul(n + 1, 0x9e3779b1) >>> 0;
  const family = mixed % NAMES.length;
  return {
    residentId: `R${String((n * 7_368_787) % 100_000_007).padStart(9, "0")}`,
    name: `${NAMES[family]} 見本${mixed % 9973}`,
    kana: `${KANA[family]} ミホン${mixed % 9973}`,
    address: `星見県星見市中央${(mixed % 60) + 1}丁目${(mixed % 41) + 1}番${(mixed % 29) + 1}号 見本荘${(mixed % 900) + 100}`,
    birth: `${1930 + (mixed % 90)}-${two((mixed % 12) + 1)}-${two((mixed % 28) + 1)}`,
    sex: String((mixed % 2) + 1),
  };
}

const LINES = 2_000;

/** Writes lines in blocks; gives the SHA-256 of all. */
async function writeLines(file: string, count: number, line: (n: number) => string): Promise<string> {
  const hash = createHash("sha256");
  const handle = await open(file, "w", 0o600);
  try {
    for (let n = 0; n < count; n += LINES) {
      const block = Buffer.from(Array.from({ length: Math.min(LINES, count - n) }, (_, i) => line(n + i)).join(""));
      hash.update(block);
      await handle.write(block);
    }
  } finally {
    await handle.close();
  }
  return hash.digest("hex");
}

/** Writes the body of a resident file; gives its header. */
export async function writeBody(file: string, count: number): Promise<string> {
  const sha256 = await writeLines(file, count, (n) => `${JSON.stringify(residentOf(n))}\n`);
  return `${JSON.stringify({ type: "residents", municipality: CITY, sequence: 1, kind: "difference", count, sha256 })}\n`;
}

/** Writes the same residents as rows of the table, for a program that loads CSV. */
export async function writeTableRows(file: string, count: number, columns: readonly string[]): Promise<void> {
  await writeLines(file, count, (n) => {
    const row: Readonly<Record<string, string>> = { municipality: CITY, sequence: "1", ...residentOf(n) };
    return `${columns.map((column) => row[column] ?? "").join(",")}\n`;
  });
}
