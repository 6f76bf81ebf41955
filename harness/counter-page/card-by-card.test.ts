import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter } from "./counter.fixture.js";
import { registered, wrongWith } from "./prepared.js";

describe("Area and bulk load at the counter page", function () {
  this.timeout(60_000);
  let counter: Counter;
  let card: string;

  before(async function () {
    counter = await Counter.open(this);
    card = counter.cards[0]!;
    const userId = await registered(counter, card);
    await counter.as("senior", (ask) => ask("applications.record", { userId, serviceId: "library", kind: "load" }));
    await counter.logInToMenu("senior");
  });

  after(() => counter?.close());

  it("sets the area with one key, and says whose it is then (R-AREA-02)", async () => {
    const { page } = counter;
    await counter.open("card-area");
    await page.waitForSelector("button[name=set-area]");
    expect(await wrongWith(counter, "card-area")).to.deep.equal([]);
    await page.focus("button[name=set-area]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("button[name=rekey]");
    expect(await page.textContent("[data-name=area]"))
      .to.contain("13101")
      .and.to.contain("HOSHIMI-1");
    expect(await wrongWith(counter, "card-area-set")).to.deep.equal([]);
  });

  it("loads card after card with nothing pressed between them", async () => {
    const { page, world } = counter;
    await world.remove(card);
    await counter.open("bulk-load");
    await page.selectOption("select[name=service]", "library");
    await page.focus("button[name=begin]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-name=run]");
    await world.insert(card);
    await page.waitForSelector("[data-name=run] .badge.good");
    expect(await wrongWith(counter, "bulk-load")).to.deep.equal([]);
    await world.remove(card);
    await world.insert(card);
    await page.waitForSelector("[data-name=run] .badge.soft");
  });

  it("sums the run up at its end", async () => {
    const { page } = counter;
    await page.focus("button[name=end-run]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-name=ended]");
    expect(await wrongWith(counter, "bulk-load-ended")).to.deep.equal([]);
    expect((await counter.as("senior", (ask) => ask("bulk.list", {}))).runs).to.deep.equal([]);
    expect(counter.complaints).to.deep.equal([]);
  });
});
