import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { Counter } from "./counter.fixture.js";

const OPERATOR = "senior";
const FIRST_PAGE = 150 * 1024;

describe("The counter page, in Chromium", function () {
  this.timeout(60_000);
  let counter: Counter;
  let card: string;

  before(async function () {
    counter = await Counter.open(this);
    card = counter.cards[0]!;
  });

  after(() => counter?.close());

  it("comes in under 150 KB as it is sent, under a policy that lets nothing but its own files run", async () => {
    const { page } = counter;
    const sizes = (await page.evaluate(
      "performance.getEntries().filter(({ encodedBodySize }) => encodedBodySize).map(({ encodedBodySize }) => encodedBodySize)",
    )) as number[];
    const sent = sizes.reduce((sum, size) => sum + size, 0);
    expect(sizes).to.have.length.greaterThan(2);
    expect(sent).to.be.greaterThan(5000).and.lessThan(FIRST_PAGE);
    const answer = (await page.context().request.get(counter.world.endpoint.page)).headers();
    expect(answer["content-security-policy"]).to.contain("script-src 'self'").and.not.to.contain("unsafe");
    expect(answer["content-encoding"]).to.equal("br");
    // It is packed indeed, not only named so.
    expect(gzipSync(await page.content()).length).to.be.lessThan(FIRST_PAGE);
  });

  it("greets in Japanese and has the operator's id ready to be typed", async () => {
    const { page } = counter;
    await page.waitForSelector("form.login");
    expect(await page.getAttribute("html", "lang")).to.equal("ja");
    expect(await page.evaluate("document.activeElement.name")).to.equal("operator");
    expect(await page.textContent("option")).to.contain("13101");
  });

  it("refuses a wrong password with cause and remedy, keeps the id that was typed and forgets the password", async () => {
    const { page } = counter;
    await counter.logIn(OPERATOR, page, "not the password");
    const alert = await page.waitForSelector("[role=alert]");
    expect(await alert.textContent())
      .to.contain("session.refused")
      .and.to.match(/[ぁ-ん]/);
    expect(await page.inputValue("input[name=operator]")).to.equal(OPERATOR);
    expect(await page.inputValue("input[name=password]")).to.equal("");
  });

  it("shows the menu and the readers after login, and nothing of the person in address, title or storage", async () => {
    const { page } = counter;
    await counter.logInToMenu(OPERATOR);
    await page.waitForSelector(".lamp.empty");
    expect(page.url()).to.equal(new URL(counter.world.endpoint.page).href);
    expect(await page.title()).to.equal("窓口 Madoguchi");
    expect(await page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length")).to.equal(0);
  });

  it("tells by itself that a card was put in", async () => {
    const { page } = counter;
    await counter.world.insert(card);
    await page.waitForSelector(".lamp.ready");
    expect(await page.textContent("[data-name=card] dl")).to.contain("マイナンバーカード");
  });

  it("lists the regional area by itself when the list is opened, and again by keyboard with the focus kept", async () => {
    const { page } = counter;
    await counter.open("card-list");
    await page.waitForSelector("[data-name=memory] [role=meter]");
    expect(await page.textContent(".area")).to.equal("未設定");
    await page.focus("button[name=list]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-name=memory] [role=meter]");
    expect(await page.evaluate("document.activeElement.name")).to.equal("list");
  });

  it("isolates a fault in words of the house, none of them left in English", async () => {
    const { page } = counter;
    await counter.open("card-diagnose");
    await page.click("button[name=diagnose]");
    const verdict = await page.waitForSelector(".verdict.fine");
    const words = (await verdict.$$eval("li > span:first-child", (spans) =>
      spans.map((span) => span.textContent ?? ""),
    )) as string[];
    expect(words).to.have.length.greaterThan(4);
    for (const word of words) expect(word).to.match(/[ぁ-んァ-ン一-龠]/);
  });

  it("speaks English by a switch", async () => {
    const { page } = counter;
    await page.click("button[name=language]");
    expect(await page.getAttribute("html", "lang")).to.equal("en");
    expect(await page.textContent("button[name=lock]")).to.equal("Lock");
    await page.click("button[name=language]");
  });

  it("tells by itself that the card was taken out, and drops what it showed of it", async () => {
    const { page } = counter;
    await counter.world.remove(card);
    await page.waitForSelector(".lamp.empty");
    await page.waitForSelector(".verdict", { state: "detached" });
  });

  it("goes back to the login when the operator ends", async () => {
    await counter.logOut();
    expect(counter.complaints).to.deep.equal([]);
  });
});
