import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter } from "./counter.fixture.js";
import { registered, wrongWith } from "./prepared.js";

describe("The stops screen of the counter page", function () {
  this.timeout(60_000);
  let counter: Counter;
  let cardId: string;

  before(async function () {
    counter = await Counter.open(this);
    const [card] = counter.cards;
    await registered(counter, card!, "library");
    cardId = counter.world.cardId(card!);
    await counter.as("senior", (ask) =>
      ask("serviceIds.add", { residentId: counter.world.residentId(card!), id: "hanako-web" }),
    );
    // Lost: there is no card to be laid on the reader.
    await counter.world.remove(card!);
    await counter.logInToMenu("senior");
    await counter.open("stops");
  });

  after(() => counter?.close());

  it("finds whose card is lost by number, with no card, and reads well in both sizes (R-STOP-02)", async () => {
    const { page } = counter;
    expect(await page.evaluate("document.activeElement.name")).to.equal("term");
    await page.keyboard.type(counter.world.residentId(counter.cards[0]!));
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-name=stop]");
    expect(await wrongWith(counter, "stops")).to.deep.equal([]);
  });

  it("stops card and service-use ID by keyboard after it has asked, and says whom to call (R-STOP-03, X-11)", async () => {
    const { page } = counter;
    await page.focus("button[name=stop]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    // The safest is under the Enter key: whoever presses twice has stopped nothing.
    expect(await page.evaluate("document.activeElement.name")).to.equal("cancel");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const told = await page.waitForSelector("[data-name=stopped]");
    expect(await told.textContent())
      .to.contain(cardId)
      .and.to.contain("hanako-web");
    expect(await page.textContent(".said[role=alert]")).to.contain("図書館");
    await page.waitForSelector(`[data-key="card ${cardId}"]`);
    expect(await wrongWith(counter, "stops-done")).to.deep.equal([]);
  });

  it("lifts card and service-use ID each by itself, and only after the identity check (A-46)", async () => {
    const { page } = counter;
    for (const key of [`card ${cardId}`, "service-id hanako-web"]) {
      await page.focus("[data-name=stops] table");
      await page.keyboard.press("Home");
      await page.keyboard.press("Enter");
      await page.waitForSelector("dialog[open]");
      expect(await page.getAttribute("dialog button[name=confirm]", "aria-disabled")).to.equal("true");
      if (key.startsWith("card")) expect(await wrongWith(counter, "stops-lift")).to.deep.equal([]);
      await page.focus("dialog input[name=identity]");
      await page.keyboard.press("Space");
      await page.focus("dialog button[name=confirm]");
      await page.keyboard.press("Enter");
      await page.waitForSelector(`[data-key="${key}"]`, { state: "detached" });
    }
    const { cards, serviceIds } = await counter.as("senior", (ask) => ask("stops.list", {}));
    expect([cards, serviceIds]).to.deep.equal([[], []]);
    expect(counter.complaints).to.deep.equal([]);
  });
});
