import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { type Browser, chromium, type Page } from "playwright-core";
import { packageRoot } from "../../scenario/package-root.js";
import { judgePaper } from "../paper/judge-paper.js";
import { type OpenKiosk, openKiosk, PIN } from "./touch-page.fixture.js";

const CHROMIUM = "/usr/bin/chromium";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Set to a folder to look at every face. */
const PICTURES = process.env["MADOGUCHI_TOUCH_PICTURES"];
/** Key size below which a finger misses (WCAG 2.5.5 asks for 44). */
const SMALLEST = 48;

describe("The touch page of the kiosk, in Chromium (R-KIOSK-01, R-KIOSK-09)", function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let kiosk: OpenKiosk;
  const asked: string[] = [];
  const complaints: string[] = [];

  const face = (name: string) => page.waitForSelector(`main.${name}`);
  const heading = async () => (await page.textContent("h1"))!.trim();
  const shows = (text: string) => page.locator("main", { hasText: text }).waitFor();
  const press = (name: string) => page.click(`button[name="${name}"]`);
  const enter = async (pin: string) => {
    await face("pin");
    for (const digit of pin) await press(`digit-${digit}`);
    await press("enter");
  };
  let pictured = 0;

  /** No finding of axe, every key large enough for a finger, and a picture where one is wanted. */
  const fine = async (name: string) => {
    await page.evaluate(AXE);
    const found = (await page.evaluate(
      "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))",
    )) as string[];
    expect(found, name).to.deep.equal([]);
    const small = await page.$$eval(
      "button",
      (buttons, least) =>
        buttons
          .map((one) => [one.textContent, one.getBoundingClientRect()] as const)
          .filter(([, { width, height }]) => width < least || height < least)
          .map(([text]) => text),
      SMALLEST,
    );
    expect(small, name).to.deep.equal([]);
    const whole = await page.$eval("main", ({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight);
    expect(whole, `${name} fits the screen`).to.equal(true);
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${String(++pictured).padStart(2, "0")}-${name}.png`) });
  };

  const open = async (patience: Parameters<typeof openKiosk>[0] = {}) => {
    kiosk = await openKiosk({ restMs: 300, printMs: 200, forgottenMs: 60_000, hoursMs: 200, ...patience });
    await page.goto(kiosk.url);
    await face("welcome");
  };

  before(async function () {
    const built = existsSync(join(packageRoot, "dist/harness/doubles/touch-page/page/main.js"));
    if (!existsSync(CHROMIUM) || !built) {
      this.test!.parent!.title += ` (SKIPPED: not there: ${built ? CHROMIUM : "the compiled page"})`;
      this.skip();
    }
    browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("request", (one) => asked.push(one.url()));
  });
  after(() => browser?.close());
  afterEach(async () => {
    // A browser that has died must not leave the kiosk open.
    await page?.goto("about:blank").catch(() => {});
    await kiosk?.close();
  });

  it("leads from the card to the certificate by touch, says the tries that are left, and shows no digit of the PIN anywhere", async () => {
    await open({ printMs: 800 });
    expect(await page.getAttribute("html", "lang")).to.equal("ja");
    await fine("welcome");
    kiosk.card.insert();
    await enter("0000");
    await page.waitForSelector(".wrong");
    expect(await page.textContent(".wrong")).to.contain("あと2回");
    await fine("pin-wrong");
    for (const digit of PIN.slice(0, 3)) await press(`digit-${digit}`);
    expect(await page.textContent(".pad [role=status]")).to.equal("3桁入力しました");
    expect(await page.textContent(".slots")).to.equal("");
    expect(await page.getAttribute("button[name=enter]", "aria-disabled")).to.equal("true");
    await page.click("button[name=enter]", { force: true });
    await press(`digit-${PIN[3]}`);
    expect(await page.$$eval("input, [data-pin]", (all) => all.length)).to.equal(0);
    expect(await page.content()).not.to.contain(PIN);
    await fine("pin");
    await press("enter");
    await face("choose");
    expect(await page.content()).not.to.contain(PIN);
    await fine("choose");
    expect(await page.textContent("#seal-refused")).to.contain("印鑑");
    await page.click("button[name=seal]", { force: true });
    expect(await heading()).to.equal("証明書を選んでください");
    await press("resident");
    expect(await page.textContent(".figures"))
      .to.contain("1部")
      .and.to.contain("300円");
    await fine("confirm");
    await press("back");
    await press("resident");
    await press("go-on");
    await face("pay");
    await fine("pay");
    await press("yen-100");
    await shows("200円");
    await press("yen-500");
    await face("printing");
    await fine("printing");
    await face("done");
    expect(await page.textContent("main"))
      .to.contain("300円")
      .and.to.contain("住民票の写し");
    await fine("done");
    kiosk.card.pull();
    await page.waitForSelector(".take", { state: "detached" });
    expect(await heading()).to.equal("ご利用ありがとうございました。");
    await face("welcome");
    expect(kiosk.papers).to.have.length(1);
    await judgePaper(kiosk.papers[0]!, kiosk.ca);
    expect(await kiosk.register.valid()).to.have.length(1);
    expect(kiosk.card.verified).to.deep.equal(["0000", PIN]);
    expect(asked.filter((url) => url.includes(PIN) || url.includes("0000"))).to.deep.equal([]);
    expect(
      await page.evaluate(
        "localStorage.length + sessionStorage.length + document.cookie.length + location.search.length",
      ),
    ).to.equal(0);
    expect(JSON.stringify(kiosk.terminal.screen)).not.to.match(/2580|花子|見本町|USER-/);
  });

  it("can be used by keys alone, in English, with the second set of colours, and goes back to Japanese for the next person", async () => {
    await open();
    await press("language");
    await press("contrast");
    expect(await page.getAttribute("html", "lang")).to.equal("en");
    expect(await page.evaluate("document.activeElement.name")).to.equal("contrast");
    await fine("welcome-english-bright");
    kiosk.card.insert();
    await face("pin");
    expect(await heading()).to.equal("Enter your PIN");
    expect(await page.evaluate("document.activeElement.tagName")).to.equal("H1");
    await page.keyboard.type("99");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Delete");
    await page.keyboard.type(PIN);
    await fine("pin-bright");
    await page.keyboard.press("Enter");
    await face("choose");
    await fine("choose-bright");
    const to = async (name: string) => {
      for (let tabs = 0; tabs < 12; tabs++) {
        await page.keyboard.press("Tab");
        if ((await page.evaluate("document.activeElement.name")) === name) return page.keyboard.press("Enter");
      }
      throw new Error(`no key leads to ${name}`);
    };
    await to("resident");
    await page.waitForSelector("button[name=go-on]");
    await to("go-on");
    await face("pay");
    await to("yen-100");
    await shows("¥200");
    // The focus stays on the coin: once more the same key.
    await page.keyboard.press("Enter");
    await shows("to pay¥100");
    await page.keyboard.press("Enter");
    await face("done");
    await fine("done-bright");
    kiosk.card.pull();
    await face("welcome");
    expect(await page.getAttribute("html", "lang")).to.equal("ja");
    expect(await page.$(":root.bright")).to.equal(null);
    expect(await kiosk.register.valid()).to.have.length(1);
  });

  for (const step of ["pin", "choose", "pay", "printing"] as const) {
    it(`says at once that the card was pulled at the step ${step}, gives the money back and has handed out nothing`, async () => {
      await open({ printMs: 5_000 });
      kiosk.card.insert();
      await face("pin");
      if (step !== "pin") await enter(PIN);
      if (step === "pay" || step === "printing") {
        await face("choose");
        await press("resident");
        await press("go-on");
        await face("pay");
        await press(step === "printing" ? "yen-500" : "yen-100");
        if (step === "pay") await shows("200円");
      }
      await face(step);
      kiosk.card.pull();
      await face("ended");
      expect(await heading()).to.equal("カードが離れました");
      if (step === "pay") expect(await page.textContent("main")).to.contain("100円");
      if (step === "printing") expect(await page.textContent("main")).to.contain("500円");
      if (step === "pin") await fine("pulled");
      expect(await kiosk.register.valid()).to.deep.equal([]);
      expect(kiosk.papers).to.deep.equal([]);
      expect(kiosk.card.tries).to.equal(3);
      await face("welcome");
    });
  }

  it("ends by its button, gives the money back, and says that a card was forgotten", async () => {
    await open({ forgottenMs: 400 });
    kiosk.card.insert();
    await enter(PIN);
    await face("choose");
    await press("resident");
    await press("go-on");
    await face("pay");
    await press("yen-100");
    await shows("200円");
    await press("cancel");
    await face("ended");
    expect(await heading()).to.equal("手続きを終了しました");
    expect(await page.textContent("main")).to.contain("100円");
    await page.waitForSelector(".take.forgotten");
    await fine("forgotten");
    kiosk.card.pull();
    await face("welcome");
  });

  it("warns whoever does nothing, goes on when touched with what was typed, and ends the visit when nobody is there", async () => {
    await open({ idleMs: 1_500, warnMs: 3_000 });
    kiosk.card.insert();
    await face("pin");
    await page.keyboard.type("25");
    await page.waitForSelector("dialog[open]");
    expect(await page.textContent("dialog")).to.match(/あと[123]秒/);
    expect(await page.evaluate("document.activeElement.name")).to.equal("stay");
    await fine("warning");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog", { state: "detached" });
    expect(await page.textContent(".pad [role=status]")).to.equal("2桁入力しました");
    await face("ended");
    expect(await page.textContent("main")).to.contain("しばらく操作がなかった");
    expect(kiosk.card.verified).to.deep.equal([]);
  });

  it("says that the PIN is locked, and that it is closed at 23:00, before anybody is asked for anything (R-KIOSK-05, X-26)", async () => {
    await open();
    kiosk.card.insert();
    for (const left of [2, 1, 0]) {
      await enter("0000");
      await (left > 0 ? page.waitForSelector(`.wrong:has-text("あと${left}回")`) : face("ended"));
    }
    expect(await heading()).to.equal("暗証番号がロックされています");
    await fine("locked");
    kiosk.clock.of.advance(13 * 3_600_000);
    kiosk.card.pull();
    await face("closed");
    expect(await page.textContent("main")).to.contain("23:00");
    await fine("closed");
    kiosk.card.insert();
    await face("ended");
    expect(await page.textContent("main")).to.contain("取扱時間");
    expect(kiosk.card.verified).to.have.length(3);
  });

  it("says how many tries the issuing server leaves when it locks before the card does (R-PIN-05, R-KIOSK-07)", async () => {
    await open();
    kiosk.server.pinLimit = 2;
    kiosk.card.insert();
    await enter("0000");
    expect(await page.textContent(".wrong")).to.contain("あと1回");
  });

  it("is out of service for a moment after an error that nobody foresaw, gives it to whoever runs it, and not to the screen", async () => {
    await open();
    kiosk.card.refuses = new Error("a defect of the test");
    kiosk.card.insert();
    await face("closed");
    expect(kiosk.defects).to.deep.equal([kiosk.card.refuses]);
    expect(await page.textContent("main")).not.to.contain("defect");
    kiosk.card.refuses = undefined;
  });

  it("is out of service while the daemon is away, and serves when it is back", async () => {
    await open({ hoursMs: 60_000 });
    kiosk.card.lose();
    await face("closed");
    await shows("読み取ることができません");
    await fine("out-of-service");
    kiosk.card.pull();
    await face("welcome");
    kiosk.card.insert();
    await face("pin");
  });

  it("says that a card is none it serves when it stays unknown, and goes on when it is known after all", async () => {
    await open({ doubtMs: 300 });
    kiosk.card.insert("unknown");
    await face("reading");
    await face("ended");
    await shows("読み取れません");
    await fine("unusable");
    kiosk.card.insert("ready");
    await face("pin");
    kiosk.card.pull();
    await face("welcome");
  });

  it("fits a screen that stands upright", async () => {
    await open();
    await page.setViewportSize({ width: 800, height: 1280 });
    kiosk.card.insert();
    await face("pin");
    await fine("pin-upright");
    expect(
      await page.evaluate("document.querySelector('main').scrollHeight <= document.querySelector('main').clientHeight"),
    ).to.equal(true);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it("takes nothing from pages of elsewhere, nothing malformed, and nothing for a face that is gone", async () => {
    await open();
    const { port } = new URL(kiosk.url);
    const own = `localhost:${port}`;
    const ask = (path: string, headers: Record<string, string>, body?: string) =>
      new Promise<number>((resolve, reject) => {
        const options = { port, host: "127.0.0.1", path, method: body === undefined ? "GET" : "POST", headers };
        request(options, (answer) => {
          answer.destroy();
          resolve(answer.statusCode ?? 0);
        })
          .on("error", reject)
          .end(body);
      });
    const json = { host: own, "content-type": "application/json" };
    const cancel = (seq: number) => JSON.stringify({ seq, press: { act: "cancel" } });
    expect(await ask("/", { host: "kiosk.example" })).to.equal(403);
    expect(await ask("/screen", { host: own, origin: "http://elsewhere.example" })).to.equal(403);
    expect(await ask("/press", { ...json, origin: "http://elsewhere.example" }, cancel(1))).to.equal(403);
    expect(await ask("/press", { ...json, "content-type": "text/plain" }, cancel(1))).to.equal(400);
    for (const body of [
      "{",
      "[]",
      '{"seq":1}',
      '{"seq":1,"press":{"act":"pin","pin":"25a0"}}',
      `{"seq":1,"press":{"act":"pin","pin":"${"1".repeat(5_000)}"}}`,
      '{"seq":1,"press":{"act":"insert","yen":-1}}',
    ]) {
      expect(await ask("/press", json, body), body.slice(0, 60)).to.equal(400);
    }
    expect(await ask("/press", json, cancel(999))).to.equal(409);
    for (const path of ["/main.ts", "/../package.json", "/touch-server.js", "/%2e%2e/touch-server.js"])
      expect(await ask(path, { host: own }), path).to.equal(404);
    expect(complaints).to.deep.equal([]);
  });
});
