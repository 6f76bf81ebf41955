import { expect } from "chai";
import type { Form } from "../../api/contract/index.js";
import type { ResidentItem } from "../../residents/resident-items.js";
import type { FormLayout } from "../../tuning/schema/form-layouts.js";
import { type FormId, formIds, formKind } from "../form-kinds.js";
import { laidOut, pageLayout } from "../layout.js";
import { sampleRows, sampleSheet } from "../samples.js";
import { drawList, type ListRow } from "./draw-list.js";
import { drawSheet } from "./draw-sheet.js";
import { hasPoppler, look } from "./poppler.fixture.js";
import { Typeface } from "./typeface.js";

const AT = Date.parse("2026-04-01T04:00:00Z");
const CITY = { code: "13101", name: "中東京市" };
const HEAD = { municipality: CITY, issuedAt: new Date(AT).toISOString(), issuedBy: "op01" };
const WARD: ResidentItem = {
  ...{ name: "ward", label: { ja: "行政区", en: "Ward" }, type: "text", maxLength: 20 },
  ...{ required: false, purpose: "地区のお知らせ" },
};
const fresh = () => ({ pages: 0, rows: 0, replaced: 0 });

function sheet(id: FormId, layout: FormLayout = {}, change: (form: Form) => Form = (form) => form) {
  const page = pageLayout(id, layout, [WARD]);
  const printed = fresh();
  const form = change(sampleSheet(id, HEAD, ["ward"]));
  return { pdf: Buffer.concat([...drawSheet(laidOut(form, page), page, printed)]), printed };
}

async function list(id: FormId, rows: AsyncIterable<ListRow>, layout: FormLayout = {}) {
  const printed = fresh();
  const parts: Uint8Array[] = [];
  const imprint = { municipality: CITY, operator: "op01", at: AT };
  for await (const part of drawList(rows, pageLayout(id, layout, [WARD]), imprint, printed)) parts.push(part);
  return { pdf: Buffer.concat(parts), printed };
}

async function* rowsOf(count: number, row: ListRow): AsyncGenerator<ListRow> {
  for (let n = 0; n < count; n++) yield { ...row, residentId: `R-${n}` };
}

/** What stands on a page, by fields: a value with a blank in it is set as it is. */
const withValue = (form: Form, id: string, value: string): Form => ({
  ...form,
  sections: form.sections.map((section) => ({
    ...section,
    fields: section.fields.map((field) => (field.id === id ? { ...field, value } : field)),
  })),
});

describe("A form on paper", function () {
  this.timeout(60_000);
  before(async function () {
    // Who has no poppler cannot look; the type itself is tried below without it.
    if (!(await hasPoppler())) this.skip();
  });

  for (const id of formIds) {
    it(`${id}: has on it what was meant, in embedded type, inside the margins, with who, where and when (R-DATA-12)`, async () => {
      const { shape, title, fields, paper } = formKind(id);
      const { pdf, printed } = shape === "sheet" ? sheet(id) : await list(id, sampleRows(id, ["ward"]));
      const found = await look(pdf);
      const plain = found.text.replace(/\s/g, "");
      expect(plain).to.contain(title.ja.replace(/\s/g, ""));
      for (const { label } of Object.values(fields)) expect(plain, id).to.contain(label.ja.replace(/\s/g, ""));
      expect(found.text).to.contain("令和8年4月1日").and.to.contain("2026-04-01 13:00（日本時間）");
      expect(found.text).to.contain("中東京市（13101）").and.to.contain("操作者 op01");
      expect(found.pages).to.equal(printed.pages);
      for (let page = 1; page <= found.pages; page++) {
        expect(found.text).to.match(
          new RegExp(shape === "sheet" ? `${page} / ${found.pages} ページ` : `${page} ページ`),
        );
      }
      expect(found.fonts).to.have.length(1);
      for (const font of found.fonts) expect(font).to.match(/BIZUDPMincho.+yes yes yes/);
      const [short, long] = paper === "A4" ? [595, 842] : [420, 595];
      expect([...found.paper].sort((a, b) => a - b).map(Math.round)).to.deep.equal([short, long]);
      // 18 mm are 51 points; a dot at this resolution is two.
      const margin = 51 - 2;
      for (const { box, share } of found.ink) {
        const [left, top, right, bottom] = box;
        expect(left).to.be.at.least(margin);
        expect(top).to.be.at.least(margin);
        expect(right).to.be.at.most(found.paper[0] - margin);
        expect(bottom).to.be.at.most(found.paper[1] - margin);
        // A page without type, or a black one, is none.
        expect(share).to.be.within(0.004, 0.2);
      }
    });
  }

  it("follows the layout that the municipality gave it: paper, margins, title, order, names, hidden fields, letterhead, notes, seal (R-TUNE-03)", async () => {
    const { pdf } = sheet("load-receipt", {
      ...{ paper: "A5", orientation: "landscape", title: { ja: "お受取証" }, order: ["card", "name"], hidden: ["sex"] },
      ...{ labels: { number: { ja: "整理番号" }, ward: { ja: "区" } }, letterhead: ["市民課 窓口係"] },
      ...{ notes: [{ ja: "大切に保管してください。" }], seal: { shown: true, label: { ja: "受領印" } } },
      ...{ margins: { left: 40 }, fontSize: 9 },
    });
    const { text, paper, ink } = await look(pdf);
    expect(paper.map(Math.round)).to.deep.equal([595, 420]);
    expect(text)
      .to.contain("お受取証")
      .and.to.contain("市民課 窓口係")
      .and.to.contain("受領印")
      .and.to.contain("整理番号");
    expect(text).to.contain("大切に保管してください。").and.not.to.contain("性別").and.not.to.contain("登録番号");
    expect(text.indexOf("カード …A1B2C3")).to.be.below(text.indexOf("氏名")).and.above(-1);
    expect(text.indexOf("氏名")).to.be.below(text.indexOf("搭載したサービス"));
    expect(ink[0]!.box[0]).to.be.closeTo((40 * 72) / 25.4, 3);
    const without = await look(sheet("load-receipt").pdf);
    expect(without.text).not.to.contain("受領印");
  });

  it("sets rare characters and the variants that a face has as they are, and what none has as 〓, and says so (R-DATA-12)", async () => {
    const name = "葛\u{e0100}城 辻\u{e0101} 髙﨑 𠀋\u{e001} 葛\u{e0102}";
    const { pdf, printed } = sheet("user", {}, (form) => withValue(form, "name", name));
    const { text } = await look(pdf);
    expect(text).to.contain("葛\u{e0100}城 辻\u{e0101} 髙﨑 𠀋〓 葛");
    expect(text).to.contain("※代替字形で印字した文字があります");
    expect(printed.replaced).to.equal(2);
    const { text: usual } = await look(sheet("user").pdf);
    expect(usual).not.to.contain("代替字形");
  });

  it("has the heads of a table on each of its pages, and room for what is long", async () => {
    const words = (ja: string) => ({ ja, en: ja });
    const lines = Array.from({ length: 80 }, (_, n) => [String(n), "本人の請求により保有個人情報を開示する。", "実施"]);
    const columns = [words("行"), words("操作の内容"), words("結果")];
    const { pdf, printed } = sheet("disclosure", {}, (form) => ({
      ...form,
      sections: [...form.sections, { title: words("アクセス履歴"), fields: [], columns, lines }],
    }));
    const { text, pages, ink } = await look(pdf);
    expect(printed).to.include({ pages, rows: 80 });
    expect(pages).to.be.greaterThan(1);
    expect(text.split("操作の内容")).to.have.length(pages + 1);
    // The sentence stands in one line, since its column is as wide as it is.
    expect(text.split("本人の請求により保有個人情報を開示する。")).to.have.length(81);
    for (const { box } of ink) expect(box[2]).to.be.at.most(595 - 49);
  });

  it("goes on overleaf with a value that no page holds, and cuts nothing (R-TUNE-09)", async () => {
    const address = "長い住所".repeat(1200);
    const { pdf, printed } = sheet("user", { paper: "A5" }, (form) => withValue(form, "address", address));
    expect(printed.pages).to.be.greaterThan(2);
    const whole = (await look(pdf)).text.replace(/\s/g, "");
    expect(whole.split("長").length - 1).to.equal(1200);
    const long = await list("user-list", rowsOf(3, { name: "見本", address }));
    const plain = (await look(long.pdf)).text.replace(/\s/g, "");
    expect(plain.split("長").length - 1).to.equal(3 * 1200);
    expect(long.printed.rows).to.equal(3);
  });

  it("has an empty cell where a row has no value, whatever the item is called", async () => {
    const printed = fresh();
    const layout = pageLayout("user-list", {}, [{ ...WARD, name: "constructor" }]);
    const parts: Uint8Array[] = [];
    const imprint = { municipality: CITY, operator: "op01", at: AT };
    for await (const part of drawList(rowsOf(2, { name: "見本" }), layout, imprint, printed)) parts.push(part);
    const { text, ink } = await look(Buffer.concat(parts));
    expect(text).to.contain("行政区").and.not.to.contain("function");
    expect(ink[0]!.box[2]).to.be.within(700, 792);
  });

  it("counts the rows of a list and ends it with their number", async () => {
    const { pdf, printed } = await list("user-list", rowsOf(130, { name: "見本 花子" }));
    const { text, pages } = await look(pdf);
    expect(printed).to.deep.equal({ pages, rows: 130, replaced: 0 });
    expect(text).to.contain("以上 130 件").and.to.contain("R-129").and.to.contain(`${pages} ページ（最終）`);
    expect(pages).to.be.greaterThan(2);
    const none = await list("user-list", rowsOf(0, {}));
    expect((await look(none.pdf)).text).to.contain("以上 0 件");
  });
});

describe("A list of very many rows", function () {
  this.timeout(60_000);

  it("gives its pages away as they are drawn and keeps little of each: memory is bounded", async () => {
    const layout = pageLayout("user-list", {}, []);
    const printed = fresh();
    let [most, octets, given] = [0, 0, 0];
    for await (const part of drawList(
      rowsOf(12_000, { name: "見本 花子", address: "見本県" }),
      layout,
      { municipality: CITY, operator: "op", at: AT },
      printed,
    )) {
      most = Math.max(most, part.length);
      octets += part.length;
      // Before the last page is drawn, what was drawn before is gone already.
      if (printed.rows < 12_000) given = octets;
    }
    expect(printed.pages).to.be.greaterThan(300);
    expect(given).to.be.greaterThan(octets * 0.3);
    // The type that is embedded at the end is the largest piece; no other is larger than a page.
    expect(most).to.be.below(1_000_000);
  });
});

describe("The type of forms", () => {
  it("names what a person must look at, and nothing else", () => {
    const replaced = new Typeface().characters("見本葛\u{e0100}葛\u{e0102}\u{e001}").map((one) => one.replaced);
    expect(replaced).to.deep.equal([undefined, undefined, undefined, "葛\u{e0102}", "\u{e001}"]);
  });
});
