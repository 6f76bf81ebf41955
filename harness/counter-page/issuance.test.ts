import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter } from "./counter.fixture.js";
import { registered, wrongWith } from "./prepared.js";

const PIN = "2580";

describe("The certificate screen of the counter page", function () {
  this.timeout(60_000);
  let counter: Counter;

  before(async function () {
    counter = await Counter.open(this, { scenario: "issuance/main-flow" });
    await registered(counter, "hanako", "certificate");
    await counter.as("senior", async (ask) => {
      const readerId = (await ask("readers.list", {})).readers.find(({ state }) => state === "ready")!.id;
      await ask("cardApps.setPin", { readerId, serviceId: "certificate", pin: PIN });
    });
    await counter.world.setIssuing("certificate", { knows: 1, now: "2026-12-29T09:00:00+09:00" });
    await counter.logInToMenu("clerk");
    await counter.open("issuance");
    await counter.page.waitForSelector("button[name=look]");
  });

  after(() => counter?.close());

  it("asks what the holder can have, and hides the PIN that is typed (R-KIOSK-04)", async () => {
    const { page } = counter;
    await page.waitForFunction("document.activeElement.name === 'look'");
    await page.keyboard.press("Enter");
    await page.waitForSelector("input[name=pin]");
    expect(await page.getAttribute("input[name=pin]", "type")).to.equal("password");
    expect(await page.locator("input[name=kind]").count()).to.be.greaterThan(0);
    expect(await wrongWith(counter, "issuance")).to.deep.equal([]);
  });

  it("issues by keyboard, and keeps the certificate on the list until it is handed out (R-SYS-17)", async () => {
    const { page } = counter;
    await page.focus("input[name=pin]");
    await page.keyboard.type(PIN);
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-name=issued]");
    expect(await page.evaluate("document.activeElement.name")).to.equal("open-paper");
    expect(await page.locator("[data-name=undelivered] li").count()).to.equal(1);
    expect(await wrongWith(counter, "issuance-issued")).to.deep.equal([]);
  });

  it("opens the paper in a tab of its own, under an address that says nothing of the holder", async () => {
    const { page } = counter;
    const [paper] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Enter")]);
    expect(paper.url()).to.match(/^(blob:https:\/\/[^/]+\/[0-9a-f-]{36}|about:blank|)$/);
    await paper.close();
  });

  it("notes that it was handed out, and leaves nothing on the list", async () => {
    const { page } = counter;
    await page.focus("button[name=hand-out]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-name=issued]", { state: "detached" });
    await page.waitForSelector("[data-name=undelivered] li", { state: "detached" });
    expect((await counter.as("clerk", (ask) => ask("issuance.list", {}))).issuances).to.deep.equal([]);
    expect(counter.complaints).to.deep.equal([]);
  });
});
