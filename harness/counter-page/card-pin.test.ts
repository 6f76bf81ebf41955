import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter } from "./counter.fixture.js";
import { registered, wrongWith } from "./prepared.js";

const PIN = "2580";
/** Only its PIN opens it for writing. */
const RECORD = { service: "library", file: 2, record: 1 } as const;

describe("The PIN screen of the counter page", function () {
  this.timeout(60_000);
  let counter: Counter;
  let readerId: string;

  before(async function () {
    counter = await Counter.open(this);
    await registered(counter, counter.cards[0]!, "library");
    readerId = await counter.as("senior", async (ask) => (await ask("readers.list", {})).readers[0]!.id);
    await counter.logInToMenu("senior");
    await counter.open("card-pin");
    await counter.page.waitForSelector("input[name=pin]");
  });

  after(() => counter?.close());

  /** As the holder types it, by keyboard alone, from the first field on. */
  async function enter(first: string, second: string): Promise<void> {
    const { keyboard } = counter.page;
    await counter.page.focus("input[name=pin]");
    await keyboard.type(first);
    await keyboard.press("Tab");
    await keyboard.type(second);
    await keyboard.press("Enter");
  }

  it("reads well in both sizes, and shows no PIN that is typed", async () => {
    expect(await wrongWith(counter, "card-pin")).to.deep.equal([]);
    for (const name of ["pin", "again"]) {
      expect(await counter.page.getAttribute(`input[name=${name}]`, "type")).to.equal("password");
      expect(await counter.page.getAttribute(`input[name=${name}]`, "autocomplete")).to.equal("new-password");
    }
  });

  it("sends nothing while the two entries differ", async () => {
    await enter(PIN, "2581");
    await counter.page.waitForSelector("input[name=again][aria-invalid=true]");
  });

  it("sets the PIN that was entered twice, and keeps neither in the page", async () => {
    const { page } = counter;
    await page.fill("input[name=pin]", "");
    await page.fill("input[name=again]", "");
    await enter(PIN, PIN);
    await page.waitForSelector(".notice.good");
    expect(await page.inputValue("input[name=pin]")).to.equal("");
    await counter.world.writeRecord({ ...RECORD, pin: PIN }, readerId, Buffer.alloc(64, 1));
  });

  it("lifts a lock only once the identity is said to be checked (R-PIN-06, A-14)", async () => {
    const { page, world } = counter;
    for (let tries = 0; tries < 3; tries++) {
      await world.readRecord({ ...RECORD, pin: "0000" }, readerId).catch(() => undefined);
    }
    await counter.open("card-list");
    await page.click("button[name=list]");
    await page.waitForSelector("td .badge.bad");
    await counter.open("card-pin");
    await page.waitForSelector("input[name=identity]");
    expect(await page.getAttribute("button[name=set-pin]", "aria-disabled")).to.equal("true");
    expect(await wrongWith(counter, "card-pin-locked")).to.deep.equal([]);
    await page.focus("input[name=identity]");
    await page.keyboard.press("Space");
    await enter("1357", "1357");
    await page.waitForSelector("input[name=identity]", { state: "detached" });
    await counter.world.writeRecord({ ...RECORD, pin: "1357" }, readerId, Buffer.alloc(64, 1));
  });

  it("leaves a lock to whoever has the right", async () => {
    const { page, world } = counter;
    await counter.logOut();
    await counter.logInToMenu("clerk");
    for (let tries = 0; tries < 3; tries++) {
      await world.readRecord({ ...RECORD, pin: "0000" }, readerId).catch(() => undefined);
    }
    await counter.open("card-pin");
    await page.waitForSelector(".said");
    expect(await page.locator("input[name=pin]").count()).to.equal(0);
    expect(counter.complaints).to.deep.equal([]);
  });
});
