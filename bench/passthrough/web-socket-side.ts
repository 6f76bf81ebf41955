import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { benchErrors } from "../errors.js";
import type { Block, LogIn, Order, Report } from "./business-system.js";

const MAIN = fileURLToPath(new URL("./business-system.js", import.meta.url));

/** The business system's process, logged in at the daemon. Failures are `bench.peer-failed`. */
export class WebSocketSide {
  readonly #child: ChildProcess;
  readonly #ended: Promise<[Report]>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, "exit").then(([code]) => [{ failed: `it ended with ${code}` }]);
  }

  static async start(logIn: LogIn): Promise<WebSocketSide> {
    const side = new WebSocketSide(fork(MAIN, [], { execArgv: [] }));
    await side.#order({ logIn });
    return side;
  }

  /** Opens the application, sends the command as often as asked, closes it; gives the AID and the time of each exchange in µs. */
  async run(block: Block): Promise<{ application: string; times: readonly number[] }> {
    const report = await this.#order({ block });
    if (!("times" in report)) throw benchErrors.error("peer-failed", { peer: "business system" });
    return report;
  }

  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
  }

  async #order(order: Order): Promise<Report> {
    const answer = once(this.#child, "message");
    this.#child.send(order);
    const [report] = (await Promise.race([answer, this.#ended])) as [Report];
    if ("failed" in report) throw benchErrors.error("peer-failed", { peer: "business system", reason: report.failed });
    return report;
  }
}
