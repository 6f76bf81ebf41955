import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter } from "./counter.fixture.js";
import { registered, wrongWith } from "./prepared.js";

const MOST_PRESSES = 5;

describe("A load at the counter page", function () {
  this.timeout(60_000);
  let counter: Counter;
  let card: string;

  before(async function () {
    counter = await Counter.open(this, { scenario: "counter/card-pulled" });
    card = counter.cards[0]!;
    await registered(counter, card);
    await counter.world.remove(card);
    await counter.logInToMenu("senior");
  });

  after(() => counter?.close());

  /** Presses a key as the operator does, and counts it. */
  async function load(service: string): Promise<number> {
    const { page } = counter;
    let presses = 0;
    const press = (key: string) => {
      presses += 1;
      return page.keyboard.press(key);
    };
    await counter.world.insert(card);
    await page.waitForSelector(".lamp.ready");
    // Only where another screen is open: after a load the next card finds this one.
    if ((await page.locator("[data-screen=card-load]").count()) === 0) await press("Alt+2");
    await page.waitForSelector("[data-screen=card-load] [role=meter]");
    await page.waitForSelector(".working", { state: "detached" });
    // The focus stands on the services: arrows go from one to the next.
    if (!(await page.evaluate("document.activeElement.name === 'service'"))) await page.focus("input[name=service]");
    while (presses <= MOST_PRESSES && !(await page.isChecked(`input[name=service][value=${service}]`))) {
      await press("ArrowDown");
    }
    await press("Enter");
    return presses;
  }

  it("says at once that the card was pulled in the middle, and what is to be done about what was begun (X-28, A-07)", async () => {
    const { page, world } = counter;
    world.arm(card, { kind: "pull", command: "LOAD", nth: 2 });
    await load("facilities");
    const alert = await page.waitForSelector(".problem[role=alert]");
    expect(await alert.textContent()).to.contain("reader.card-removed");
    await page.waitForSelector(".lamp.empty");
    await page.waitForSelector("[data-name=resume] li");
    expect(await page.textContent("[data-name=resume]")).to.contain("カードAPの搭載");
    expect(await page.locator(".working").count()).to.equal(0);
    expect(await wrongWith(counter, "card-load-pulled")).to.deep.equal([]);
    world.arm(card, undefined);
  });

  it("says what became of it when the card is put back", async () => {
    const { page, world } = counter;
    await world.remove(card);
    await world.insert(card);
    await page.waitForSelector(".notice.good");
    expect(await page.textContent(".notice.good")).to.contain("取り消しました");
    await world.remove(card);
    await page.waitForSelector(".lamp.empty");
  });

  it("takes at most five keys from the card that is put in to the load, for a registered resident", async () => {
    const { page } = counter;
    await page.keyboard.press("Alt+M");
    await page.waitForSelector("[data-screen=menu]");
    const presses = await load("facilities");
    await page.waitForSelector("[data-name=loaded]");
    expect(presses).to.be.at.most(MOST_PRESSES);
    expect(await wrongWith(counter, "card-load-done")).to.deep.equal([]);
    expect(counter.complaints).to.deep.equal([]);
  });
});
