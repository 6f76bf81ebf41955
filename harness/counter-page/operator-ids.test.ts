import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter, SIZES } from "./counter.fixture.js";

const ADMIN = "admin";
const PASSWORD = "kawa-zora-42-hoshi";

describe("The operator screen of the counter page", function () {
  this.timeout(60_000);
  let counter: Counter;

  before(async function () {
    counter = await Counter.open(this);
    await counter.logInToMenu(ADMIN);
    await counter.page.focus('button[name="execute operator-management"]');
    await counter.page.keyboard.press("Enter");
    await counter.page.waitForSelector("[data-name=operators] tbody tr[data-key]");
  });

  after(() => counter?.close());

  async function looksRight(name: string): Promise<void> {
    const { page } = counter;
    await page.setViewportSize(SIZES.small);
    await counter.shot(`${name}-small`);
    await page.setViewportSize(SIZES.wide);
    await counter.shot(name);
    expect(await counter.accessibility()).to.deep.equal([]);
    expect(await counter.englishLeftOver()).to.deep.equal([]);
  }

  const stateOf = (id: string) => counter.page.textContent(`tr[data-key=${id}] .badge`);

  it("lists the ids, and leaves one's own rights to another administrator (R-OPR-10, X-38)", async () => {
    const { page } = counter;
    await page.click(`tr[data-key=${ADMIN}]`);
    await page.waitForSelector("[data-name=operator]");
    expect(await page.locator("button[name=delete], button[name=disable]").count()).to.equal(0);
    await looksRight("operator-ids");
  });

  it("registers a new id by keyboard, with one right of its role withdrawn (R-OPR-08)", async () => {
    const { page } = counter;
    await page.focus("button[name=new]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("input[name=id]:focus");
    await page.keyboard.type("mado-07");
    await page.keyboard.press("Tab");
    await page.keyboard.type("窓口 七子");
    await page.focus('input[name="right card.stop"]');
    await page.keyboard.press("Space");
    await looksRight("operator-form");
    await page.keyboard.press("Enter");
    await page.waitForSelector("tr[data-key=mado-07]");
    expect(await stateOf("mado-07")).to.contain("認証未登録");
    expect(await page.textContent("[data-name=operator] dl")).to.match(/個別に外した権限停止措置/);
  });

  it("lets it in by a password that is entered twice, and sends nothing while the entries differ (R-OPR-07)", async () => {
    const { page } = counter;
    await page.focus("button[name=register]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("input[name=password]:focus");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Tab");
    await page.keyboard.type("another");
    await page.keyboard.press("Enter");
    await page.waitForSelector("input[name=again][aria-invalid=true]");
    await looksRight("operator-register");
    await page.fill("input[name=again]", PASSWORD);
    await page.press("input[name=again]", "Enter");
    await page.waitForSelector("tr[data-key=mado-07] .badge.good");
    const tab = await counter.anotherTab();
    await counter.logIn("mado-07", tab, PASSWORD);
    await tab.waitForSelector("[data-screen=menu] [data-row]");
    await tab.close();
  });

  it("deletes an id only with a written reason", async () => {
    const { page } = counter;
    await page.focus("button[name=delete]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("input[name=reason]:focus");
    await page.keyboard.press("Enter");
    await page.waitForSelector("input[name=reason][aria-invalid=true]");
    await page.keyboard.type("退職");
    await page.keyboard.press("Enter");
    await page.waitForSelector("tr[data-key=mado-07]", { state: "detached" });
  });

  it("says the daemon's cause and remedy when an id is taken already (R-DATA-06)", async () => {
    const { page } = counter;
    await page.click("button[name=new]");
    await page.fill("input[name=id]", "mado-07");
    await page.fill("input[name=name]", "窓口 七子");
    await page.press("input[name=name]", "Enter");
    const alert = await page.waitForSelector("[role=alert]");
    expect(await alert.textContent()).to.contain("operator.id-taken");
    expect(await page.inputValue("input[name=name]")).to.equal("窓口 七子");
    expect(counter.complaints).to.deep.equal([]);
  });
});
