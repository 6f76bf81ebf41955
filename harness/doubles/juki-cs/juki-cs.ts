import type { IncomingMessage, ServerResponse } from "node:http";
import { type Clock, systemClock } from "#card/ports/clock.js";
import type { OperationState } from "#daemon/store/records.js";
import { DoubleServer, type DoubleServerOptions, peerName } from "../endpoint/double-server.js";

export interface JukiCsOptions extends DoubleServerOptions {
  /** Common name of the one client that is let in (R-NET-07). */
  readonly clientName?: string;
  /** By which the moments of changes are told. */
  readonly clock?: Clock;
  /** What is said of a card that was never set; `unknown` when absent. */
  readonly otherwise?: string;
  /** Where the changes are kept beyond this process; nowhere when absent. */
  readonly log?: ChangeLog;
}

/** The changes of an earlier start, and where each further one goes. */
export interface ChangeLog {
  read(): readonly CsChangeRow[];
  append(change: CsChangeRow): void;
}

/** What the double does instead of answering: the first are of its words, the others of how they come. */
export type CsFault =
  | "error"
  | "not-json"
  | "another-card"
  | "older"
  | "unknown-state"
  | "silent"
  | "cut-off"
  | "longer"
  | "endless"
  | "drip";

type Answer = readonly [status: number, body: string];

const REFUSED: Answer = [403, '{"error":"not a known client"}'];
const NOT_FOUND: Answer = [404, '{"error":"no such resource"}'];
const DRIP_MS = 20;

/** A change as it is told (docs/assumptions.md, AS-DMN-30). */
export interface CsChangeRow {
  readonly cardId: string;
  readonly state: string;
  readonly sequence: number;
  readonly asOf: string;
}

/**
 * The Juki-net communication server (住基ネットCS) as a counter sees it: a real HTTPS server that asks for a client certificate and tells the
 * operation status of cards, when it is asked and by itself. The interface is ours, the real one is not public (docs/assumptions.md).
 */
export class JukiCs {
  #server!: DoubleServer;
  readonly #clock: Clock;
  readonly #clientName: string | undefined;
  readonly #otherwise: string;
  readonly #keep: ChangeLog | undefined;
  readonly #log: CsChangeRow[];
  readonly #open = new Set<() => void>();
  #drips: NodeJS.Timeout[] = [];
  /** Card ids that were asked for, in order. */
  readonly asked: string[] = [];
  /** Sequence up to which the client has taken the changes; undefined when it never asked for any. */
  taken: number | undefined;
  /** Set to misbehave from now on. */
  fault: CsFault | undefined;
  /** Set to say this, whatever is asked. */
  says: string | undefined;

  private constructor({ clientName, clock = systemClock, otherwise = "unknown", log }: JukiCsOptions) {
    this.#clock = clock;
    this.#clientName = clientName;
    this.#otherwise = otherwise;
    this.#keep = log;
    this.#log = [...(log?.read() ?? [])];
  }

  /** Starts a double on the loopback address. */
  static async start(options: JukiCsOptions): Promise<JukiCs> {
    const cs = new JukiCs(options);
    cs.#server = await DoubleServer.start(options, (request, response) => cs.#receive(request, response));
    return cs;
  }

  get url(): string {
    return this.#server.url;
  }

  /** What is said of a card from now on; a card that was never set is `unknown`. Clients that wait for changes are told at once. */
  setStatus(cardId: string, state: OperationState | (string & {})): void {
    const asOf = new Date(this.#clock.now()).toISOString();
    const change = { cardId, state, sequence: this.#log.length + 1, asOf };
    this.#keep?.append(change);
    this.#log.push(change);
    for (const wake of [...this.#open]) wake();
  }

  /** Every change, in the order in which it was told. */
  get changes(): readonly CsChangeRow[] {
    return this.#log;
  }

  /** The last change of each card, as a status file has them. */
  get states(): readonly CsChangeRow[] {
    return [...new Map(this.#log.map((change) => [change.cardId, change])).values()];
  }

  close(): Promise<void> {
    for (const drip of this.#drips) clearInterval(drip);
    return this.#server.close();
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const known = this.#clientName === undefined || peerName(request.socket) === this.#clientName;
    if (known && this.says !== undefined) this.#say(response, [200, this.says]);
    else if (known && request.method === "GET") this.#route(request.url ?? "", response);
    else this.#say(response, known ? NOT_FOUND : REFUSED);
  }

  #route(url: string, response: ServerResponse): void {
    const [, cardId] = /^\/cards\/([0-9A-F]+)\/status$/.exec(url) ?? [];
    const [, after, wait] = /^\/changes\?after=(\d+)&wait=(\d+)$/.exec(url) ?? [];
    if (cardId !== undefined) this.#answer(cardId, response);
    else if (after !== undefined) this.#tell(Number(after), Number(wait), response);
    else this.#say(response, NOT_FOUND);
  }

  #answer(cardId: string, response: ServerResponse): void {
    this.asked.push(cardId);
    const known = this.#log.findLast((change) => change.cardId === cardId) ?? {
      state: this.#otherwise,
      sequence: 0,
    };
    const said = { cardId, state: known.state, sequence: known.sequence };
    const wrong = { "another-card": { cardId: `${cardId}00` }, "unknown-state": { state: "in-the-post" } };
    const older = { older: { sequence: Math.max(0, known.sequence - 1), state: "active" } };
    this.#say(response, [200, JSON.stringify({ ...said, ...this.#wrong({ ...wrong, ...older }) })]);
  }

  /** Holds the question open until something has changed or its time is over. */
  #tell(after: number, waitSeconds: number, response: ServerResponse): void {
    this.taken = after;
    const tell = () => {
      this.#open.delete(tell);
      clearTimeout(over);
      const changes = this.#log.filter(({ sequence }) => sequence > (this.fault === "older" ? after - 1 : after));
      const wrong = this.#wrong({ "another-card": { cardId: "no card" }, "unknown-state": { state: "in-the-post" } });
      this.#say(response, [200, JSON.stringify({ changes: changes.map((one) => ({ ...one, ...wrong })) })]);
    };
    const over = setTimeout(tell, waitSeconds * 1000);
    response.once("close", () => {
      clearTimeout(over);
      this.#open.delete(tell);
    });
    this.#open.add(tell);
    if (this.#log.length > after || this.fault !== undefined) tell();
  }

  #wrong(changes: Partial<Record<CsFault, object>>): object {
    return (this.fault && changes[this.fault]) ?? {};
  }

  /** Sends an answer, or what the fault makes of it. */
  #say(response: ServerResponse, [status, body]: Answer): void {
    const length = Buffer.byteLength(body);
    const begin = (announced?: number) =>
      response.writeHead(status, {
        "Content-Type": "application/json",
        ...(announced === undefined ? {} : { "Content-Length": announced }),
      });
    switch (this.fault) {
      case "silent":
        return;
      case "error":
        response.writeHead(500).end('{"error":"out of order"}');
        return;
      case "not-json":
        begin().end("<html>");
        return;
      case "cut-off":
        begin(length + 10).write(body, () => response.destroy());
        return;
      case "longer":
        begin(length - 5).end(body);
        return;
      case "endless":
        begin().write(" ".repeat(1024 * 1024));
        return;
      case "drip":
        begin();
        this.#drips.push(setInterval(() => response.write(" "), DRIP_MS));
        return;
      default:
        begin(length).end(body);
    }
  }
}
