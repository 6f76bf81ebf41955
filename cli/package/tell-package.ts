import { toHex } from "#card/bytes/bytes.js";
import { type CardAppPackage, neededSpace } from "#card/region/index.js";
import { volatileSize } from "#card/region/load-file/size.js";

const DIALECTS = ["gp-scp03", "gp-scp02", "iso-fs"] as const;

export type SignatureState = "ok" | "not checked";

/** What a package says and takes, as data: sizes in octets. */
export function factsOf(pkg: CardAppPackage, signature: SignatureState) {
  const { aid, loadFileAid, loadFile, municipality, version, serviceKey, pin, files, size } = pkg;
  return {
    ...{ municipality, version, aid: toHex(aid), loadFileAid: toHex(loadFileAid) },
    ...{ serviceKey, pin, files, signature },
    octets: loadFile.length,
    size,
    /** Free memory that a card needs for it, bookkeeping of the card included. */
    needed: Object.fromEntries(DIALECTS.map((dialect) => [dialect, neededSpace(pkg, dialect)])),
    volatile: volatileSize(pkg),
  };
}

const SIGNATURES: Readonly<Record<SignatureState, string>> = {
  ok: "正当 · right",
  "not checked": "未検証(--signer で公開鍵を指定) · not checked (give --signer)",
};

/** The same for a person to read. */
export function tellPackage(file: string, pkg: CardAppPackage, signature: SignatureState): void {
  const facts = factsOf(pkg, signature);
  const { serviceKey, pin } = facts;
  const row = (ja: string, en: string, value: string | number) => console.log(`  ${ja} · ${en}: ${value}`);
  console.log(`✔ ${file}  ${facts.octets} オクテット · octets`);
  row("市町村 · 版", "municipality, version", `${facts.municipality}, ${facts.version}`);
  row("カードAPのAID", "AID", facts.aid);
  row("ロードファイルのAID", "AID of the load file", facts.loadFileAid);
  row("サービス鍵", "service key", `version ${serviceKey.version}, ${serviceKey.length} octets (AES)`);
  row("暗証番号", "PIN", `${pin.minLength}-${pin.maxLength} digits, ${pin.tries} tries`);
  for (const { id, records, recordSize, access } of facts.files) {
    row("ファイル", "file", `${id}: ${records} x ${recordSize} octets, read ${access.read}, update ${access.update}`);
  }
  row("データの大きさ", "what an instance holds", facts.size);
  for (const [dialect, octets] of Object.entries(facts.needed))
    row("必要な空き", `free memory for it, ${dialect}`, octets);
  row("揮発メモリ", "volatile memory", facts.volatile);
  row("署名", "signature", SIGNATURES[signature]);
}
