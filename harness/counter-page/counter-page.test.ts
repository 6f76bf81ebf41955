import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { type Browser, chromium, type Page } from "playwright-core";
import { Recorder } from "../evidence/recorder.js";
import { memoryTarget } from "../runner/memory-target.js";
import type { Target, World } from "../runner/world.js";
import { loadScenario } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";

const CHROMIUM = "/usr/bin/chromium";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const OPERATOR = "senior";

describe("The counter page, in Chromium", function () {
  this.timeout(60_000);
  const complaints: string[] = [];
  let target: Target;
  let world: World;
  let browser: Browser;
  let page: Page;
  let card: string;

  before(async function () {
    if (!existsSync(CHROMIUM)) {
      this.test!.parent!.title += ` (SKIPPED: not installed: ${CHROMIUM})`;
      this.skip();
    }
    const loaded = loadScenario(join(packageRoot, "scenarios/counter/main-flow.yaml"));
    card = Object.keys(loaded.scenario.fixtures.cards)[0]!;
    target = await memoryTarget();
    world = await target.open({ loaded, seed: "counter page", recorder: new Recorder(), realTime: true });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    // The development authority is in no browser's store; that its chain is right is the access module's test.
    page = await browser.newPage({ ignoreHTTPSErrors: true });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(world.endpoint.page);
  });

  after(async () => {
    await browser?.close();
    await world?.close();
    await target?.close();
  });

  async function logIn(password: string): Promise<void> {
    await page.fill("input[name=operator]", OPERATOR);
    await page.fill("input[name=password]", password);
    await page.press("input[name=password]", "Enter");
  }

  it("greets in Japanese and has the operator's id ready to be typed", async () => {
    await page.waitForSelector("form.login");
    expect(await page.getAttribute("html", "lang")).to.equal("ja");
    expect(await page.evaluate("document.activeElement.name")).to.equal("operator");
    expect(await page.textContent("option")).to.contain("13101");
  });

  it("refuses a wrong password with cause and remedy, keeps the id that was typed and forgets the password", async () => {
    await logIn("not the password");
    const alert = await page.waitForSelector("[role=alert]");
    expect(await alert.textContent())
      .to.contain("session.refused")
      .and.to.match(/[ぁ-ん]/);
    expect(await page.inputValue("input[name=operator]")).to.equal(OPERATOR);
    expect(await page.inputValue("input[name=password]")).to.equal("");
  });

  it("shows the readers after login, and nothing of the person in address, title or storage", async () => {
    await logIn(world.password(OPERATOR));
    await page.waitForSelector(".lamp.empty");
    expect(page.url()).to.equal(new URL(world.endpoint.page).href);
    expect(await page.title()).to.equal("窓口 Madoguchi");
    expect(await page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length")).to.equal(0);
  });

  it("tells by itself that a card was put in", async () => {
    await world.insert(card);
    await page.waitForSelector(".lamp.ready");
    expect(await page.textContent("dl")).to.contain("マイナンバーカード");
  });

  it("lists the regional area by keyboard, and keeps the focus where it was", async () => {
    await page.focus("button[name=list]");
    await page.keyboard.press("Enter");
    await page.waitForSelector("meter");
    expect(await page.textContent(".area")).to.equal("未設定");
    expect(await page.evaluate("document.activeElement.name")).to.equal("list");
  });

  it("isolates a fault in words of the house, none of them left in English", async () => {
    await page.click("button[name=diagnose]");
    const verdict = await page.waitForSelector(".verdict.fine");
    const words = (await verdict.$$eval("li > span", (spans) =>
      spans.map((span) => span.textContent ?? ""),
    )) as string[];
    expect(words).to.have.length.greaterThan(4);
    for (const word of words) expect(word).to.match(/[ぁ-んァ-ン一-龠]/);
  });

  it("speaks English by a switch", async () => {
    await page.click("button[name=language]");
    expect(await page.getAttribute("html", "lang")).to.equal("en");
    expect(await page.textContent("button[name=logout]")).to.equal("Log out");
  });

  it("tells by itself that the card was taken out, and drops what it showed of it", async () => {
    await world.remove(card);
    await page.waitForSelector(".lamp.empty");
    expect(await page.$(".verdict")).to.equal(null);
  });

  it("goes back to the login when the operator ends", async () => {
    await page.click("button[name=logout]");
    await page.waitForSelector("form.login");
    expect(complaints).to.deep.equal([]);
  });
});
