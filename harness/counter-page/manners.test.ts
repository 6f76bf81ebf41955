import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter, SIZES } from "./counter.fixture.js";

const ROWS = ["card-operation", "data-management", "operator-management", "system-settings"] as const;

/** Everything that must hold of any screen, whatever it is for; a new screen comes into this by its tab. */
describe("Every screen of the counter page", function () {
  this.timeout(120_000);
  let counter: Counter;

  before(async function () {
    counter = await Counter.open(this);
    await counter.importResidents();
    await counter.world.insert(counter.cards[0]!);
  });
  after(() => counter?.close());

  /** Opens each screen that the operator has, by menu and tabs; gives their names. */
  async function eachScreen(look: (screen: string) => Promise<void>): Promise<string[]> {
    const { page } = counter;
    const seen: string[] = [];
    for (const row of ROWS) {
      await page.click('button[name="tab menu"]');
      const execute = page.locator(`[data-row=${row}] button`).first();
      if ((await execute.count()) === 0) continue;
      await execute.click();
      await page.waitForSelector("[data-screen]:not([data-screen=menu])");
      const tabs = (await page.$$eval("nav.tabs button", (buttons) =>
        buttons.map((button) => button.getAttribute("name") ?? ""),
      )) as string[];
      for (const tab of tabs.filter((name) => name !== "tab menu")) {
        const screen = tab.slice("tab ".length);
        await counter.open(screen);
        await page.waitForSelector(`[data-screen=${screen}] h1`);
        await page.waitForSelector(`[data-screen=${screen}] > :nth-child(2)`);
        seen.push(screen);
        await look(screen);
      }
    }
    await page.click('button[name="tab menu"]');
    return seen;
  }

  for (const role of ["senior", "admin", "auditor"]) {
    it(`of the ${role} passes axe, is all Japanese, keeps its heading in focus order and fits both sizes, in large type too`, async () => {
      const { page } = counter;
      await counter.logInToMenu(role);
      const faults: string[] = [];
      const seen = await eachScreen(async (screen) => {
        for (const fault of await counter.accessibility()) faults.push(`${screen}: ${fault}`);
        for (const text of await counter.englishLeftOver()) faults.push(`${screen}: English: ${text}`);
        for (const large of [false, true]) {
          if (large) await page.click("button[name=large-type]");
          for (const [size, viewport] of Object.entries(SIZES)) {
            await page.setViewportSize(viewport);
            const over = await page.evaluate(
              "document.documentElement.scrollWidth - document.documentElement.clientWidth",
            );
            if (over !== 0) faults.push(`${screen}: ${over} px too wide at ${size}${large ? ", large type" : ""}`);
          }
          if (large) await page.click("button[name=large-type]");
        }
        await page.setViewportSize(SIZES.wide);
        if (await page.$("h1:not([tabindex])")) faults.push(`${screen}: its heading cannot take the focus`);
      });
      expect(faults, `of ${seen.join(", ")}`).to.deep.equal([]);
      await counter.logOut();
    });
  }

  it("is locked with nothing of the person left on it, and comes back for the same operator alone", async () => {
    const { page } = counter;
    await counter.logInToMenu("senior");
    await counter.open("users");
    await page.click("button[name=lock]");
    await page.waitForSelector("form.login");
    expect(await page.textContent("h1")).to.equal("画面をロックしています");
    expect(await page.textContent("body")).not.to.contain("マイナンバーカード");
    await page.fill("input[name=password]", counter.world.password("senior"));
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-screen=users]");
    await page.click("button[name=lock]");
    await page.waitForSelector("form.login");
    await page.click("button[name=another-operator]");
    await counter.logInToMenu("clerk");
    await counter.logOut();
  });

  it("is one session in each tab: what one ends, the other goes on with", async () => {
    const { page } = counter;
    await counter.logInToMenu("senior");
    const other = await counter.anotherTab();
    await other.waitForSelector("form.login");
    await counter.logInToMenu("clerk", other);
    await counter.logOut(other);
    await counter.open("card-list");
    await page.waitForSelector("[data-name=memory] [role=meter]");
    await other.close();
    await counter.logOut();
    expect(counter.complaints).to.deep.equal([]);
  });
});
