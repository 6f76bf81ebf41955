import { errorFamily } from "#card/errors/madoguchi-error.js";

export const mediaErrors = errorFamily("media", {
  "not-sealed": {
    en: {
      cause: "the file is not enciphered and signed; plain files are refused",
      remedy:
        "Have the source write it as JWE around JWS (docs/how-to/import-residents.md), or allow plain files in a test.",
    },
    ja: {
      cause: "暗号化・署名されていないファイルです(平文のファイルは受け付けません)",
      remedy: "作成元で JWE(内側に JWS)として出力してください。試験時に限り、設定で平文を許可できます。",
    },
  },
  malformed: {
    en: { cause: "a part of the file is no JWE or no JWS", remedy: "Fetch or write the file again." },
    ja: { cause: "JWEまたはJWSとして読めない部分があります", remedy: "ファイルを取得または作成し直してください。" },
  },
  "bad-algorithm": {
    en: {
      cause: "the file is protected by an algorithm that is not allowed",
      remedy: "Use RSA-OAEP-256 with A256GCM for the JWE and PS256 for the JWS.",
    },
    ja: {
      cause: "許可されていない暗号・署名方式です",
      remedy: "JWEは RSA-OAEP-256 と A256GCM、JWSは PS256 を使用してください。",
    },
  },
  "wrong-recipient": {
    en: {
      cause: "the file names another recipient's key",
      remedy: "Give the source the public key of this municipality (move.publicKeys) and have the file written anew.",
    },
    ja: {
      cause: "別の受取人の鍵で暗号化されたファイルです",
      remedy: "自市町村の公開鍵(move.publicKeys)を作成元に渡し、ファイルを作り直してください。",
    },
  },
  "cannot-open": {
    en: {
      cause: "the file cannot be opened: it is for another recipient, or it was altered",
      remedy: "Fetch it again; if it fails again, check that the source has this municipality's current public key.",
    },
    ja: {
      cause: "復号できません(別の受取人向けか、改変されています)",
      remedy: "取得し直してください。再び失敗する場合は、作成元が持つ自市町村の公開鍵を確認してください。",
    },
  },
  "wrong-signer": {
    en: {
      cause: "none of the configured signers has signed the file, or it was altered",
      remedy:
        "Do not use the file before it is clear who wrote it. A new key of the source has to be configured first.",
    },
    ja: {
      cause: "登録された署名者の署名ではないか、改変されています",
      remedy: "作成者が確認できるまで使用しないでください。作成元の鍵が変わった場合は、先に設定へ登録してください。",
    },
  },
  "wrong-part": {
    en: {
      cause: "the parts of the file are not those of one file in their order",
      remedy: "Fetch the file again; parts must be neither left out, repeated, moved nor mixed.",
    },
    ja: {
      cause: "分割された部分の順序または所属が正しくありません",
      remedy: "ファイルを取得し直してください(欠落・重複・入替え・混在は受け付けません)。",
    },
  },
  "cut-off": {
    en: { cause: "the last part of the file is missing", remedy: "Fetch the file again." },
    ja: { cause: "ファイルの末尾が欠けています", remedy: "ファイルを取得し直してください。" },
  },
  "part-too-large": {
    en: {
      cause: "one part of the file is larger than can be opened at once",
      remedy: "Have the source write the file in parts (one JWE a line, 256 KiB of content each is a good size).",
    },
    ja: {
      cause: "一度に開ける大きさを超える部分があります",
      remedy: "作成元で分割して出力してください(1行に1つのJWE、内容256KiB程度ずつ)。",
    },
  },
  "bad-key-file": {
    en: {
      cause: "a public key for media cannot be read, or is not RSA of at least 2048 bits",
      remedy: "Name a PEM file (public key or certificate) of the signer or recipient.",
    },
    ja: {
      cause: "媒体用の公開鍵を読めないか、2048ビット以上のRSA鍵ではありません",
      remedy: "署名者または受取人のPEMファイル(公開鍵または証明書)を指定してください。",
    },
  },
});
