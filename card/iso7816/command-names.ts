/** What a trace must know of a command before it may be shown. */
export interface CommandKind {
  /** Name in the standard that defines the command. */
  readonly name: string;
  /** What it does, in a few words, for people who read no standards. */
  readonly ja: string;
  readonly en: string;
  /** True when the command changes what the card keeps (a VERIFY counts its tries, but is no write in this sense). */
  readonly writes: boolean;
  /** `reference`: the data are a PIN or password, whose length is secret too. `keys`: the data may be keys. */
  readonly secret?: "reference" | "keys";
}

const kind = (name: string, en: string, ja: string, writes = false, secret?: CommandKind["secret"]): CommandKind => ({
  name,
  en,
  ja,
  writes,
  ...(secret === undefined ? {} : { secret }),
});

/** Interindustry commands (ISO/IEC 7816-4, 7816-8, 7816-9): CLA with bit 8 clear. */
const INTERINDUSTRY: ReadonlyMap<number, CommandKind> = new Map([
  [0x04, kind("DEACTIVATE FILE", "deactivate a file", "ファイルの無効化", true)],
  [0x20, kind("VERIFY", "compare a PIN", "暗証番号の照合", false, "reference")],
  [0x22, kind("MANAGE SECURITY ENVIRONMENT", "choose keys and algorithms", "鍵・方式の指定")],
  [0x24, kind("CHANGE REFERENCE DATA", "change a PIN", "暗証番号の変更", true, "reference")],
  [0x2a, kind("PERFORM SECURITY OPERATION", "sign or decipher", "署名・復号")],
  [0x2c, kind("RESET RETRY COUNTER", "unlock a PIN", "暗証番号のロック解除", true, "reference")],
  [0x44, kind("ACTIVATE FILE", "activate a file", "ファイルの有効化", true)],
  [0x50, kind("INITIALIZE UPDATE", "begin a mutual authentication", "相互認証の開始")],
  [0x70, kind("MANAGE CHANNEL", "open or close a logical channel", "論理チャネルの開閉")],
  [0x82, kind("EXTERNAL OR MUTUAL AUTHENTICATE", "authenticate the outside, or both sides", "外部認証・相互認証")],
  [0x84, kind("GET CHALLENGE", "ask for a random number", "乱数の取得")],
  [0x88, kind("INTERNAL AUTHENTICATE", "authenticate the card", "内部認証")],
  [0xa4, kind("SELECT", "select an application or a file", "アプリケーション・ファイルの選択")],
  [0xb0, kind("READ BINARY", "read a file", "ファイルの読出し")],
  [0xb2, kind("READ RECORD", "read a record", "レコードの読出し")],
  [0xc0, kind("GET RESPONSE", "fetch the rest of the answer", "応答の続きの取得")],
  [0xca, kind("GET DATA", "read a data object", "データオブジェクトの取得")],
  [0xcb, kind("GET DATA", "read a data object", "データオブジェクトの取得")],
  [0xd2, kind("WRITE RECORD", "write a record", "レコードの書込み", true)],
  [0xd6, kind("UPDATE BINARY", "overwrite a file", "ファイルの更新", true)],
  // Keys travel in it, and what a PIN is reset to; both under secure messaging, but a trace need not rely on that.
  [0xda, kind("PUT DATA", "write a data object", "データオブジェクトの書込み", true, "keys")],
  [0xdc, kind("UPDATE RECORD", "overwrite a record", "レコードの更新", true)],
  [0xe0, kind("CREATE FILE", "create a file", "ファイルの作成", true)],
  [0xe2, kind("APPEND RECORD", "append a record", "レコードの追加", true)],
  [0xe4, kind("DELETE FILE", "delete a file", "ファイルの削除", true)],
]);

/** Commands of GlobalPlatform Card Specification 2.3.1, clause 11, and those of the issuer's applications (card-facts 1.3, 1.5, 1.7). */
const PROPRIETARY: ReadonlyMap<number, CommandKind> = new Map([
  [0x2a, kind("PERFORM SECURITY OPERATION", "sign", "署名")],
  [0x32, kind("CHANGE KEY", "change a PIN", "暗証番号の変更", true, "reference")],
  [0x82, kind("EXTERNAL AUTHENTICATE", "authenticate the outside", "外部認証")],
  [0xa2, kind("VERIFY CERTIFICATE", "verify a terminal's certificate", "端末証明書の検証")],
  [0xae, kind("ESTABLISH SECURE MESSAGING", "hand over the session key seed", "セッション鍵の受渡し")],
  [0xd8, kind("PUT KEY", "write keys", "鍵の書込み", true, "keys")],
  [0xe2, kind("STORE DATA", "personalise", "データの格納", true, "keys")],
  [0xe4, kind("DELETE", "delete an application or a load file", "アプリケーションの削除", true)],
  [0xe6, kind("INSTALL", "prepare or make an application", "アプリケーションの設置", true)],
  [0xe8, kind("LOAD", "send a block of a load file", "ロードファイルの転送", true)],
  [0xf0, kind("SET STATUS", "change a life cycle state", "状態の変更", true)],
  [0xf2, kind("GET STATUS", "read the registry", "登録状況の取得")],
]);

/** INSTALL by its P1 (GlobalPlatform Card Specification 2.3.1, 11.5.2.1); `for personalization` writes nothing by itself. */
const INSTALL: ReadonlyMap<number, readonly [name: string, writes: boolean]> = new Map([
  [0x02, ["INSTALL [for load]", true]],
  [0x04, ["INSTALL [for install]", true]],
  [0x08, ["INSTALL [for make selectable]", true]],
  [0x0c, ["INSTALL [for install]", true]],
  [0x10, ["INSTALL [for extradition]", true]],
  [0x20, ["INSTALL [for personalization]", false]],
  [0x40, ["INSTALL [for registry update]", true]],
]);

/** The command that a header names, whatever its channel and secure messaging. */
export function commandKind(cla: number, ins: number, p1: number): CommandKind {
  const proprietary = (cla & 0x80) !== 0;
  const found = (proprietary ? PROPRIETARY.get(ins) : undefined) ?? INTERINDUSTRY.get(ins);
  if (found === undefined) {
    const name = `INS ${ins.toString(16).toUpperCase().padStart(2, "0")}`;
    // Nothing is known of it: it may write, and it may carry a secret.
    return { name, en: "unknown command", ja: "不明なコマンド", writes: true, secret: "keys" };
  }
  if (proprietary && ins === 0xe6) {
    const [name, writes] = INSTALL.get(p1) ?? ["INSTALL", true];
    return { ...found, name, writes };
  }
  return found;
}

const NAMES: ReadonlySet<string> = new Set([
  ...[...INTERINDUSTRY.values(), ...PROPRIETARY.values()].map(({ name }) => name),
  ...[...INSTALL.values()].map(([name]) => name),
]);

/** True for a name that `commandKind` gives to some header. */
export function isCommandName(name: string): boolean {
  return NAMES.has(name) || /^INS [0-9A-F]{2}$/.test(name);
}
