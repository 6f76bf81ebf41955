import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter } from "./counter.fixture.js";

/** Publishes a set as two operators of the municipality do. */
async function publish(counter: Counter, set: Readonly<Record<string, unknown>>): Promise<void> {
  const reason = "試験";
  await counter.as("senior", async (ask) => {
    const { revision } = await ask("tuning.draft", {});
    const saved = await ask("tuning.save", { revision, set });
    const { approval } = await ask("tuning.propose", { revision: saved.revision, reason });
    await counter.as("admin", (second) => second("approvals.approve", { approvalId: approval.id, reason }));
    await ask("tuning.publish", { revision: saved.revision, approvalId: approval.id });
  });
}

const style = (counter: Counter, property: string) =>
  counter.page.evaluate(
    `getComputedStyle(document.documentElement).getPropertyValue("${property}").trim()`,
  ) as Promise<string>;

describe("A counter page that its municipality has tuned", function () {
  this.timeout(60_000);
  let counter: Counter;

  before(async function () {
    counter = await Counter.open(this);
    await counter.logInToMenu("senior");
  });
  after(() => counter?.close());

  it("looks as the house made it while nothing is tuned: the tuning's defaults are the page's own", async () => {
    const own = (await counter.page.evaluate(
      `[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule.selectorText === ":root")
        .flatMap(({ style }) => [...style].map((name) => [name, style.getPropertyValue(name).trim()]))`,
    )) as [string, string][];
    const long = (colour: string) => colour.replace(/^#([0-9a-f])([0-9a-f])([0-9a-f])$/, "#$1$1$2$2$3$3");
    for (const [name, value] of own.filter(([, given]) => /^#|px$/.test(given))) {
      expect(long(await style(counter, name)), name).to.equal(long(value));
    }
    expect(own.map(([name]) => name)).to.include("--accent");
  });

  it("takes on colours, words and size when two operators publish them, without a reload (R-TUNE-05, R-TUNE-06, R-TUNE-07, R-TUNE-08, R-TUNE-13)", async () => {
    const { page } = counter;
    await publish(counter, {
      colours: { accent: "#5b2a6e" },
      fonts: { size: 18 },
      layout: { menuColumns: 2 },
      buttons: { end: { ja: "業務を終える" } },
      menu: { title: { ja: "中東京市 カード窓口" }, guidance: { ja: "業務を選んでください。" } },
    });
    await page.waitForSelector('h1:text-is("中東京市 カード窓口")');
    expect(await page.textContent(".guidance")).to.equal("業務を選んでください。");
    expect(await page.textContent("header button[name=end]")).to.contain("業務を終える");
    expect(await style(counter, "--accent")).to.equal("#5b2a6e");
    expect(await page.evaluate("getComputedStyle(document.documentElement).fontSize")).to.equal("18px");
    expect(await counter.accessibility()).to.deep.equal([]);
    await counter.shot("tuned-menu");
  });

  it("is so at the next login, and as before when the first version is brought back (R-TUNE-12)", async () => {
    const { page } = counter;
    await counter.logOut();
    await counter.logInToMenu("senior");
    expect(await style(counter, "--accent")).to.equal("#5b2a6e");
    await publish(counter, {});
    await page.waitForSelector('h1:text-is("利用環境設定")');
    expect(await style(counter, "--accent")).to.equal("#1f4e5f");
    expect(counter.complaints).to.deep.equal([]);
  });
});
