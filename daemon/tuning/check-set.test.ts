import { expect } from "chai";
import { checkSet } from "./check-set.js";
import { readSet } from "./read-set.js";
import { resolve } from "./resolve.js";
import type { TuningSet } from "./schema/tuning-set.js";
import { changesBetween } from "./words.js";

const ITEM = {
  ...{ name: "ward", label: { ja: "行政区", en: "Ward" }, type: "text" as const, maxLength: 20 },
  ...{ required: false, purpose: "地区のお知らせ" },
};
const NOTHING = { published: [], configured: [] };

/** `code place` of everything that is said of a set. */
function said(given: unknown, beside: Parameters<typeof checkSet>[1] = NOTHING): readonly string[] {
  const { set, problems } = readSet(given);
  const all = set === undefined ? problems : [...problems, ...checkSet(set, beside)];
  for (const { ja, en } of all) expect(ja.length * en.length).to.be.greaterThan(0);
  return all.map(({ code, place }) => `${code} ${place}`);
}

describe("A tuning set", () => {
  it("has nothing to be said of it when it is empty: the defaults reach WCAG 2.2 AA (R-TUNE-10)", () => {
    expect(said({})).to.deep.equal([]);
  });

  for (const [what, given, found] of [
    ["an invalid colour (R-TUNE-05)", { colours: { ink: "red" } }, "bad-value colours.ink"],
    ["a colour with a style in it", { colours: { ink: "#000;}" } }, "bad-value colours.ink"],
    ["a face with a style in it", { fonts: { family: 'x"; color: red' } }, "bad-value fonts.family"],
    ["type that is too small", { fonts: { size: 4 } }, "bad-value fonts.size"],
    ["an empty guidance (R-MENU-02)", { menu: { guidance: { ja: "" } } }, "bad-value menu.guidance.ja"],
    ["a guidance of blanks", { menu: { guidance: { ja: "　 " } } }, "bad-value menu.guidance.ja"],
    ["a control character", { buttons: { end: { ja: "終\u0007了" } } }, "bad-value buttons.end.ja"],
    ["half of a character", { buttons: { end: { ja: "終\ud800" } } }, "bad-value buttons.end.ja"],
    [
      "a text that is too long (R-TUNE-09)",
      { menu: { rows: { "card-operation": { explanation: { ja: "長".repeat(201) } } } } },
      "too-long menu.rows.card-operation.explanation.ja",
    ],
    ["a footer without the municipality (R-MENU-12)", { menu: { footer: "別市: {id}" } }, "bad-value menu.footer"],
    ["a footer with another place", { menu: { footer: "{municipality}{pin}" } }, "bad-value menu.footer"],
    ["a parameter that is none (R-TUNE-14)", { colours: { mood: "#000000" } }, "unknown-parameter colours.mood"],
    ["a section that is none", { weather: {} }, "unknown-parameter weather"],
    [
      "a function of another row",
      { menu: { rows: { "data-management": { functions: { "card-load": { ja: "搭載" } } } } } },
      "unknown-parameter menu.rows.data-management.functions.card-load",
    ],
    ["a fifth row (R-MENU-03)", { menu: { rows: { more: {} } } }, "unknown-parameter menu.rows.more"],
    ["the tries of the PIN (R-PIN-04)", { pinTries: 10 }, "fixed-value pinTries"],
    ["the tries of the PIN on a screen", { screens: { card: { pin_tries: 9 } } }, "fixed-value screens.card.pin_tries"],
    ["a gate (R-TUNE-12)", { gates: { stopped: false } }, "fixed-value gates"],
    ["the hours (X-23)", { kioskHours: "0-24" }, "fixed-value kioskHours"],
    ["the log", { audit: "off" }, "fixed-value audit"],
    ["the pairings", { firewallPairs: [] }, "fixed-value firewallPairs"],
    ["rights", { menu: { rows: { "card-operation": { right: "x" } } } }, "fixed-value menu.rows.card-operation.right"],
    ["keys", { areaKey: "00" }, "fixed-value areaKey"],
    ["a hidden 終了 (R-TUNE-02)", { screens: { menu: { hidden: ["end"] } } }, "mandatory-field screens.menu.hidden.0"],
    ["a field of no screen", { screens: { card: { order: ["mood"] } } }, "unknown-field screens.card.order.0"],
    ["a field twice", { screens: { card: { order: ["kind", "kind"] } } }, "bad-value screens.card.order.1"],
    [
      "a form with the PIN on it (R-TUNE-03, R-DATA-12)",
      { forms: { user: { order: ["pin"] } } },
      "secret-field forms.user.order.0",
    ],
    [
      "a form with the individual number on it",
      { forms: { user: { labels: { individualNumber: { ja: "番号" } } } } },
      "secret-field forms.user.labels.individualNumber",
    ],
    [
      "a form with a field that is none",
      { forms: { user: { hidden: ["reason"] } } },
      "unknown-field forms.user.hidden.0",
    ],
    [
      "a form without whom it is about",
      { forms: { user: { hidden: ["name"] } } },
      "mandatory-field forms.user.hidden.0",
    ],
    ["a form that is none", { forms: { poster: {} } }, "unknown-parameter forms.poster"],
    ["paper that is none", { forms: { user: { paper: "B5" } } }, "bad-value forms.user.paper"],
    ["a margin past the paper", { forms: { user: { margins: { left: 200 } } } }, "too-long forms.user.margins.left"],
    ["an item of a core name (R-DATA-11)", { items: [{ ...ITEM, name: "birth" }] }, "core-item items.0.name"],
    [
      "SQL as the name of an item (R-TUNE-04)",
      { items: [{ ...ITEM, name: "a'); DROP TABLE users;--" }] },
      "bad-value items.0.name",
    ],
    ["an item twice", { items: [ITEM, ITEM] }, "item-twice items.1.name"],
    [
      "an item without a purpose (R-PRIV-05)",
      { items: [{ ...ITEM, purpose: undefined }] },
      "bad-value items.0.purpose",
    ],
  ] as const) {
    it(`with ${what} is refused, with the place`, () => {
      const { set, problems } = readSet(given);
      const all = set === undefined ? problems : checkSet(set, NOTHING);
      expect(all.filter(({ level }) => level === "error").map(({ code, place }) => `${code} ${place}`)).to.deep.equal([
        found,
      ]);
    });
  }

  it("takes no item away that is published, and changes no type of one; it may grow longer (R-TUNE-04)", () => {
    const beside = { published: [ITEM], configured: [] };
    expect(said({}, beside)).to.deep.equal(["item-removed items.ward"]);
    expect(said({ items: [{ ...ITEM, type: "number" }] }, beside)).to.deep.equal(["item-changed items.0"]);
    expect(said({ items: [{ ...ITEM, maxLength: 19 }] }, beside)).to.deep.equal(["item-changed items.0"]);
    expect(said({ items: [{ ...ITEM, maxLength: 40, label: { ja: "区", en: "W" } }] }, beside)).to.deep.equal([]);
    expect(said({ items: [ITEM] }, { published: [], configured: [ITEM] })).to.deep.equal([
      "configured-item items.0.name",
    ]);
  });

  it("warns of contrast below WCAG 2.2 AA, of a face that may lack glyphs, of an item that becomes required, and is taken all the same", () => {
    expect(said({ colours: { ink: "#9aa0a6" } })).to.deep.equal(["contrast colours.ink", "contrast colours.ink"]);
    // #777777 on white is 4.48:1 and #767676 is 4.54:1.
    expect(said({ colours: { soft: "#777777", ground: "#ffffff" } })).to.deep.equal([
      "contrast colours.soft",
      "contrast colours.soft",
    ]);
    expect(said({ colours: { soft: "#767676", ground: "#ffffff" } })).to.deep.equal([]);
    expect(said({ fonts: { family: "Comic Sans MS" } })).to.deep.equal(["unknown-font fonts.family"]);
    expect(said({ items: [{ ...ITEM, required: true }] })).to.deep.equal(["required-item items.0.required"]);
  });

  it("shows an added item on the screens of residents and takes it by its name in order and labels", () => {
    const set: TuningSet = { items: [ITEM], screens: { user: { order: ["ward", "name"], hidden: ["sex"] } } };
    expect(said(set)).to.deep.equal([]);
    const { screens, fonts } = resolve(set, [ITEM]);
    expect(screens["user"]!.slice(0, 3).map(({ id }) => id)).to.deep.equal(["ward", "name", "userId"]);
    expect(screens["user"]!.find(({ id }) => id === "sex")!.shown).to.equal(false);
    expect(screens["card"]!.map(({ id }) => id)).not.to.include("ward");
    expect(fonts.families).to.include("Noto Sans CJK JP");
  });

  it("takes no item that is called as what every object has", () => {
    expect(said({ items: [{ ...ITEM, name: "constructor" }] })).to.deep.equal(["core-item items.0.name"]);
  });

  it("keeps a script in a wording as the text that it is (R-TUNE-08)", () => {
    const ja = "<script>alert(1)</script>";
    expect(said({ menu: { guidance: { ja } } })).to.deep.equal([]);
    expect(resolve({ menu: { guidance: { ja } } }, []).menu.guidance.ja).to.equal(ja);
  });

  it("tells what it changes in words, with the names that people use", () => {
    const before: TuningSet = { colours: { ground: "#ffffff" }, forms: { user: { notes: [] } } };
    const after: TuningSet = {
      ...{ colours: { ground: "#eef4ff" }, buttons: { execute: { ja: "開く" } }, items: [ITEM] },
      menu: { guidance: { ja: "案内" }, rows: { "card-operation": { functions: { users: { ja: "利用者" } } } } },
      forms: { user: { labels: { number: { ja: "整理番号" } }, paper: "A5" } },
    };
    expect(changesBetween(before, after).map(({ ja }) => ja)).to.deep.equal([
      "ボタン文言 ＞ 実行: （標準） → 「開く」",
      "画面の色 ＞ 背景: #ffffff → #eef4ff",
      "帳票 ＞ 利用者票 ＞ 項目名 ＞ 利用者番号: （標準） → 「整理番号」",
      "帳票 ＞ 利用者票 ＞ 注記: （なし） → （標準）",
      "帳票 ＞ 利用者票 ＞ 用紙: （標準） → A5",
      "追加したDB項目 ＞ ward: （標準） → 「行政区」（text）",
      "利用環境設定（メニュー） ＞ タイトルガイダンス: （標準） → 「案内」",
      "利用環境設定（メニュー） ＞ 業務の行 ＞ カード運用 ＞ 機能名 ＞ 利用者管理: （標準） → 「利用者」",
    ]);
    expect(changesBetween(after, after)).to.deep.equal([]);
    expect(changesBetween(before, after)[1]!.en).to.equal("colours of the screens > background: #ffffff → #eef4ff");
  });
});
