import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter } from "./counter.fixture.js";
import { wrongWith } from "./prepared.js";

describe("The audit screen of the counter page", function () {
  this.timeout(60_000);
  let counter: Counter;

  before(async function () {
    counter = await Counter.open(this);
    await counter.importResidents();
    await counter.logInToMenu("auditor");
  });

  after(() => counter?.close());

  const events = () => counter.page.locator("[data-name=entries] tbody tr[data-key] td:nth-child(3)").allTextContents();

  it("is a tab for auditors, by key, and shows the log in order (R-LOG-04)", async () => {
    const { page } = counter;
    await page.keyboard.press("Alt+Digit1");
    await page.waitForSelector("[data-screen=audit] [data-name=entries] tr[data-key]");
    expect(await page.textContent("[data-name=entries] td")).to.equal("1");
    await page.focus("[data-name=entries] table");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-name=entry] dl");
  });

  it("recomputes the chain when it is asked to (R-LOG-05)", async () => {
    const { page } = counter;
    await page.focus("button[name=verify]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-name=integrity] .badge.good");
    expect(await page.evaluate("document.activeElement.name")).to.equal("verify");
    expect(await wrongWith(counter, "audit")).to.deep.equal([]);
  });

  it("narrows by operator, event and day, and says when nothing fits", async () => {
    const { page } = counter;
    await page.fill("input[name=actor]", "senior");
    await page.fill("input[name=event]", "residents.");
    await page.press("input[name=event]", "Enter");
    await page.waitForSelector('[data-name=entries] tbody tr:first-child code:has-text("residents.")');
    expect(await events()).to.include("residents.import");
    for (const event of await events()) expect(event).to.match(/^residents\./);
    await page.fill("input[name=from]", "2099-01-01");
    await page.press("input[name=event]", "Enter");
    await page.waitForSelector("[data-name=entries] .hint");
    expect(await wrongWith(counter, "audit-none")).to.deep.equal([]);
  });

  it("is no tab for a clerk", async () => {
    await counter.logOut();
    await counter.logInToMenu("clerk");
    expect(await counter.page.locator('button[name="tab audit"]').count()).to.equal(0);
    expect(counter.complaints).to.deep.equal([]);
  });
});
