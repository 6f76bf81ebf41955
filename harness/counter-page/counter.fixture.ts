import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Context } from "mocha";
import { type Browser, chromium, type Page } from "playwright-core";
import type { MethodName, ParamsOf, ResultOf } from "#daemon/api/contract/index.js";
import { Recorder } from "../evidence/recorder.js";
import { memoryTarget } from "../runner/memory-target.js";
import { RpcClient } from "../runner/rpc-client.js";
import type { Target, World } from "../runner/world.js";
import { loadScenario } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";

const CHROMIUM = "/usr/bin/chromium";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

/** The two screens that the page is made for. */
export const SIZES = { wide: { width: 1280, height: 800 }, small: { width: 1024, height: 768 } } as const;

export interface CounterOptions {
  /** Scenario whose municipality, people and cards there are; its steps are not played. */
  readonly scenario?: string;
  readonly size?: keyof typeof SIZES;
}

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const axeSource = () => readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A daemon with virtual cards and a real Chromium in front of it: started once for a file of tests. */
export class Counter {
  readonly world: World;
  readonly page: Page;
  readonly municipality: string;
  /** The cards of the scenario, by name. */
  readonly cards: readonly string[];
  /** Errors of scripts and of the console, also refused loads of the Content-Security-Policy. */
  readonly complaints: string[] = [];
  readonly #target: Target;
  readonly #browser: Browser;

  private constructor(parts: {
    target: Target;
    world: World;
    browser: Browser;
    page: Page;
    town: string;
    cards: string[];
  }) {
    this.world = parts.world;
    this.page = parts.page;
    this.municipality = parts.town;
    this.cards = parts.cards;
    this.#target = parts.target;
    this.#browser = parts.browser;
    this.#watch(parts.page);
  }

  /** Starts everything; skips the suite loudly where there is no Chromium. Call it in `before`. */
  static async open(
    suite: Context,
    { scenario = "counter/main-flow", size = "wide" }: CounterOptions = {},
  ): Promise<Counter> {
    if (!existsSync(CHROMIUM)) {
      suite.test!.parent!.title += ` (SKIPPED: not installed: ${CHROMIUM})`;
      suite.skip();
    }
    // Does nothing when the page is as its sources are.
    execFileSync(process.execPath, [join(packageRoot, "scripts/page.mjs")], { cwd: packageRoot });
    const loaded = loadScenario(join(packageRoot, `scenarios/${scenario}.yaml`));
    const target = await memoryTarget();
    const world = await target.open({ loaded, seed: "counter page", recorder: new Recorder(), realTime: true });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    const page = await newPage(browser, size);
    await page.goto(world.endpoint.page);
    const cards = Object.keys(loaded.scenario.fixtures.cards);
    return new Counter({ target, world, browser, page, town: loaded.municipality.code, cards });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.world.close();
    await this.#target.close();
  }

  /** A second tab in front of the same daemon. */
  async anotherTab(size: keyof typeof SIZES = "wide"): Promise<Page> {
    const page = await newPage(this.#browser, size);
    this.#watch(page);
    await page.goto(this.world.endpoint.page);
    return page;
  }

  /** Logs in at the page as an operator of the municipality's fixture, by keyboard. */
  async logIn(operator: string, page: Page = this.page, password = this.world.password(operator)): Promise<void> {
    await page.fill("input[name=operator]", operator);
    await page.fill("input[name=password]", password);
    await page.press("input[name=password]", "Enter");
  }

  /** Logs in and waits for the menu. */
  async logInToMenu(operator: string, page: Page = this.page): Promise<void> {
    await this.logIn(operator, page);
    await page.waitForSelector("[data-screen=menu] [data-row]");
  }

  async logOut(page: Page = this.page): Promise<void> {
    await page.click("button[name=end]");
    await page.waitForSelector("form.login");
  }

  /** Opens a screen by its tab. */
  async open(screen: string, page: Page = this.page): Promise<void> {
    await page.click(`button[name="tab ${screen}"]`);
    await page.waitForSelector(`[data-screen=${screen}]`);
  }

  /** Calls the daemon beside the page, as an operator: to prepare what a test stands on. */
  async as<T>(
    operator: string,
    act: (ask: <M extends MethodName>(method: M, params: ParamsOf<M>) => Promise<ResultOf<M>>) => Promise<T>,
  ): Promise<T> {
    const { url, ca } = this.world.endpoint;
    const client = await RpcClient.connect({ url, ca, party: operator });
    try {
      await client.call("session.login", {
        municipality: this.municipality,
        operatorId: operator,
        password: this.world.password(operator),
      });
      return await act((method, params) => client.call(method, params));
    } finally {
      await client.close();
    }
  }

  /** The residents of the fixture, taken in as an import brings them. */
  importResidents(): Promise<unknown> {
    return this.as("senior", (ask) => ask("residents.import", { content: this.world.residentFile() }));
  }

  /** What axe finds against WCAG 2.2 A and AA on the page as it is now, in a line each; must be empty. */
  async accessibility(page: Page = this.page): Promise<string[]> {
    await page.evaluate(axeSource());
    const found = (await page.evaluate(
      "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((result) => result.violations)",
    )) as Violation[];
    return found.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    );
  }

  /** Texts of the page with no Japanese letter in them, where only Japanese is to be shown; codes and ids are left out. */
  englishLeftOver(page: Page = this.page): Promise<string[]> {
    return page.evaluate(`[...document.querySelectorAll("h1,h2,h3,p,dt,label,legend,th,button,option,li>strong,.badge,.note")]
      .filter((element) => element.checkVisibility() && element.lang !== "en")
      .map((element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join("").trim())
      .filter((text) => /[A-Za-z]{3}/.test(text) && !/[ぁ-んァ-ヶ一-龠]/.test(text))`) as Promise<string[]>;
  }

  /** A picture of the page for people's eyes, in `out/counter-page/`. */
  async shot(name: string, page: Page = this.page): Promise<void> {
    const file = join(packageRoot, "out/counter-page", `${name}.png`);
    mkdirSync(dirname(file), { recursive: true });
    await page.screenshot({ path: file });
  }

  #watch(page: Page): void {
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && this.complaints.push(message.text()));
  }
}

async function newPage(browser: Browser, size: keyof typeof SIZES): Promise<Page> {
  // The development authority is in no browser's store; that its chain is right is the access module's test.
  return browser.newPage({ ignoreHTTPSErrors: true, viewport: SIZES[size], locale: "ja-JP", timezoneId: "Asia/Tokyo" });
}
