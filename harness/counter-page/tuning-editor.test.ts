import { readFileSync } from "node:fs";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import type { Page } from "playwright-core";
import { Counter } from "./counter.fixture.js";

/** The look of the guide's figure for a made-up 中東京市, as an operator types it. */
const FIGURE = {
  colours: { ground: "#cfe8f7", accent: "#1a4fa0", soft: "#33454d" },
  menu: {
    title: "中東京市 利用環境設定",
    guidance: "下記のメニューの中から、利用する業務のボタンを押してください。",
    footer: "中東京市 {municipality}: {id}",
  },
} as const;

const approvals = (page: Page, state: string) => page.waitForSelector(`[data-approval=${state}]`);

describe("The editor of the tuning set", function () {
  this.timeout(90_000);
  let counter: Counter;
  let second: Page;

  const open = async (page: Page) => {
    await page.waitForSelector("option[value=tuning]", { state: "attached" });
    await page.selectOption('select[name="choice operator-management"]', "tuning");
    await page.focus('button[name="execute operator-management"]');
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-screen=tuning] [data-name=preview]");
  };
  const press = async (page: Page, name: string) => {
    await page.focus(`button[name="${name}"]:not([aria-disabled])`);
    await page.keyboard.press("Enter");
  };
  const type = (page: Page, name: string, text: string) => page.fill(`[name="${name}"]`, text);

  before(async function () {
    counter = await Counter.open(this);
    await counter.logInToMenu("admin");
    await open(counter.page);
    second = await counter.anotherTab("small");
    await counter.logInToMenu("deputy", second);
    await open(second);
  });
  after(() => counter?.close());

  it("says contrast beside a colour while it is typed, and what the daemon warns of with its place (R-TUNE-05, R-TUNE-10)", async () => {
    const { page } = counter;
    await type(page, "colours.accent", "#cccccc");
    await page.waitForSelector('[data-name=problems] [data-level=warning] code:text-is("colours.accent")');
    expect(await page.textContent('.tuning-colour:has([name="colours.accent"]) .badge')).to.contain("不足");
    await type(page, "colours.accent", "#cccc");
    await page.waitForSelector("[data-name=problems] [data-level=error]");
    expect(await page.getAttribute('[name="colours.accent"]', "aria-invalid")).to.equal("true");
    expect(await page.getAttribute("button[name=save]", "aria-disabled"), "a wrong set is not saved").to.equal("true");
    await press(page, "discard");
    await page.waitForSelector("[data-name=problems] .hint");
  });

  it("makes the look of the guide's figure, seen in the preview before anything is saved (R-TUNE-08, R-TUNE-11, R-TUNE-12)", async () => {
    const { page } = counter;
    for (const [name, value] of Object.entries(FIGURE.colours)) await type(page, `colours.${name}`, value);
    await press(page, "group menu");
    await type(page, "menu.title.ja", FIGURE.menu.title);
    await type(page, "menu.guidance.ja", FIGURE.menu.guidance);
    await type(page, "menu.footer", FIGURE.menu.footer);
    await page.waitForSelector(`[data-name=preview] .bar strong:text-is("${FIGURE.menu.title}")`);
    await page.waitForSelector("[data-name=problems] .hint");
    expect(await page.textContent("[data-name=changes]"))
      .to.contain("背景")
      .and.to.contain("#cfe8f7");
    const ground = "getComputedStyle(document.querySelector('[data-name=preview]')).backgroundColor";
    expect(await page.evaluate(ground)).to.equal("rgb(207, 232, 247)");
    expect(await page.evaluate("document.activeElement.name"), "typing keeps the focus").to.equal("menu.footer");
    await press(page, "save");
    await page.waitForSelector("button[name=save][aria-disabled=true]");
    expect(await page.evaluate("document.activeElement.name"), "the focus stays").to.equal("save");
  });

  it("says that a colleague was quicker, and overwrites nothing (X-24)", async () => {
    await type(second, "colours.good", "#005522");
    await press(second, "save");
    const told = await second.waitForSelector("[data-name=colleague]");
    expect(await told.textContent()).to.contain("admin");
    expect(await second.textContent("[role=alert]")).to.contain("tuning.draft-changed");
    await press(second, "reload");
    await second.waitForSelector('[data-name=preview] .bar strong:text-is("中東京市 利用環境設定")');
  });

  it("is published by two operators, and the counter changes under both at once (R-TUNE-11, A-18)", async () => {
    const { page } = counter;
    await type(page, "reason", "手引きの図に合わせる");
    await page.press("[name=reason]", "Enter");
    await approvals(page, "open");
    expect(await page.$("button[name=approve]"), "nobody approves his own").to.equal(null);
    await approvals(second, "open");
    await counter.shot("tuning-approve-small", second);
    await press(second, "approve");
    await approvals(page, "approved");
    await press(page, "publish");
    await page.waitForSelector("[data-version='1'] .badge.good");
    await second.click('button[name="tab menu"]');
    await second.waitForSelector(`h1:text-is("${FIGURE.menu.title}")`);
    expect(await second.textContent("[data-name=place]")).to.match(/^中東京市 .+: OP0501$/);
    await counter.shot("tuning-figure-small", second);
  });

  it("has nothing that axe finds and no English in its Japanese face, in any of its groups", async () => {
    const { page } = counter;
    for (const group of ["colours", "fonts", "menu", "buttons", "fields"]) {
      await press(page, `group ${group}`);
      expect(await counter.accessibility(), group).to.deep.equal([]);
      expect(await counter.englishLeftOver(), group).to.deep.equal([]);
      await counter.shot(`tuning-${group}`);
    }
  });

  it("hides and moves a field by keyboard, and offers no hiding of a mandatory one (R-TUNE-02)", async () => {
    const { page } = counter;
    await page.selectOption("select[name=screen]", "user");
    expect(await page.$('[name="show name"]')).to.equal(null);
    await page.uncheck('[name="show sex"]');
    await press(page, "up sex");
    await page.waitForSelector("[data-name=changes] li");
    expect(await page.textContent("[data-name=changes]")).to.contain("表示しない項目");
    expect(await page.evaluate("document.activeElement.name"), "the focus goes with the field").to.equal("up sex");
    await press(page, "discard");
  });

  it("goes out as one file and comes back into the draft; an altered one is refused as the daemon says (X-23)", async () => {
    const { page } = counter;
    const [download] = await Promise.all([page.waitForEvent("download"), press(page, "export")]);
    const content = readFileSync((await download.path())!, "utf8");
    expect(JSON.parse(content)).to.have.nested.property("set.colours.ground", FIGURE.colours.ground);
    const file = (text: string) => ({ name: "tuning.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await page.setInputFiles("input[name=import]", file(content.replace(FIGURE.colours.ground, "#000000")));
    await page.waitForSelector('[role=alert]:has-text("tuning.file-altered")');
    await page.setInputFiles("input[name=import]", file(content));
    await page.waitForSelector("[role=alert]", { state: "detached" });
  });

  it("goes back to what stood before by one press, once the other operator approves (R-TUNE-04, R-TUNE-11)", async () => {
    const { page } = counter;
    await press(page, "compare 0");
    await page.waitForSelector("[data-name=history] [role=status] li");
    await page.locator("[data-name=publishing]").scrollIntoViewIfNeeded();
    await counter.shot("tuning-history");
    await press(page, "return 0");
    await approvals(page, "open");
    await second.click('button[name="tab menu"]');
    await open(second);
    await press(second, "approve");
    await approvals(page, "approved");
    await press(page, "publish");
    await page.waitForSelector("[data-version='2'] .badge.good");
    await second.click('button[name="tab menu"]');
    await second.waitForSelector('h1:text-is("利用環境設定")');
    expect(counter.complaints).to.deep.equal([]);
  });
});
