import { errorFamily } from "#card/errors/madoguchi-error.js";

export const peopleErrors = errorFamily("people", {
  unknown: {
    en: { cause: "there is no test resident of this name", remedy: "Choose one of the names listed." },
    ja: { cause: "この名前のテスト住民は登録されていません", remedy: "一覧にある名前から選んでください。" },
  },
  "bad-seed": {
    en: {
      cause: "the name of a generated resident does not have the form it must have",
      remedy:
        "Write seed:NAME, and behind it + and the traits wanted, such as seed:a+foreign+minor; + and plain for none.",
    },
    ja: {
      cause: "生成する住民の名前が定められた形式になっていません",
      remedy:
        "seed:NAME の形で指定してください。市町村や特徴を指定するときは seed:a@13101+foreign+minor のように続け、特徴をなしにするときは +plain を付けます。",
    },
  },
  "bad-shares": {
    en: { cause: "a share of residents is not from 0 to 1", remedy: "Give a number from 0 to 1." },
    ja: { cause: "住民の割合が0から1の範囲にありません", remedy: "0から1の数で指定してください。" },
  },
  "bad-count": {
    en: { cause: "so many residents cannot be generated", remedy: "Give a whole number up to 999,000." },
    ja: { cause: "指定された人数の住民は生成できません", remedy: "999,000以下の整数で指定してください。" },
  },
  "bad-file": {
    en: {
      cause: "a test resident's file does not have the form it must have",
      remedy: "Correct the file at the place named.",
    },
    ja: {
      cause: "テスト住民のファイルが定められた形式になっていません",
      remedy: "示された箇所を修正してください。",
    },
  },
  "no-image": {
    en: {
      cause: "an image of a test resident is missing, or was drawn for other data",
      remedy: "Run `node dist/simulator/people/images/render.js` and commit what it draws.",
    },
    ja: {
      cause: "テスト住民の画像がないか、画像の内容が現在のデータと一致しません",
      remedy: "`node dist/simulator/people/images/render.js` を実行し、生成された画像をコミットしてください。",
    },
  },
  "bad-key": {
    en: {
      cause: "a stored test key cannot be read",
      remedy: "Delete the file named: a new key is made at the next run.",
    },
    ja: {
      cause: "保存済みのテスト鍵を読み取れません",
      remedy: "示されたファイルを削除してください。次の実行時に鍵が作り直されます。",
    },
  },
});
