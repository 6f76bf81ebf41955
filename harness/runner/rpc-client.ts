import { WebSocket } from "ws";
import { systemClock } from "#card/ports/clock.js";
import { RpcChannel } from "#client/rpc-channel.js";
import {
  apiVersions,
  type ErrorData,
  type MethodName,
  type ParamsOf,
  type ResultOf,
} from "#daemon/api/contract/index.js";
import type { Recorder } from "../evidence/recorder.js";
import { runnerErrors } from "./errors.js";
import { tapFrames } from "./frame-tap.js";

/** A refusal or failure that the daemon answered: its stable code, its facts, its texts. */
export class RemoteError extends Error {
  override readonly name = "RemoteError";
  readonly data: ErrorData;

  constructor(data: ErrorData) {
    super(`${data.code}: ${data.en.cause}`);
    this.data = data;
  }
}

export interface RpcOptions {
  readonly url: string;
  /** Certificate of the authority that the daemon's certificate must come from, PEM. */
  readonly ca: string;
  /** Name in the evidence. */
  readonly party: string;
  /** Takes every frame; none is kept when it is absent. */
  readonly recorder?: Recorder;
}

export interface Pushed {
  readonly method: string;
  readonly params: unknown;
}

/** Calls of a scenario wait as long as their step does. */
const NO_DEADLINE = Number.POSITIVE_INFINITY;

/** A client of the daemon's interface as a counter terminal or a business system has it; every frame goes into the evidence, redacted, where evidence is taken. */
export class RpcClient {
  readonly #socket: WebSocket;
  readonly #channel: RpcChannel;
  readonly #watchers = new Set<(pushed: Pushed) => void>();
  /** Notifications since `forget` was last called. */
  #pushed: Pushed[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    const disconnected = () => runnerErrors.error("disconnected");
    const errors = {
      lost: disconnected,
      deadline: disconnected,
      badAnswer: disconnected,
      refused: (data: ErrorData) => new RemoteError(data),
    };
    const told = (method: string, params: unknown) => this.#tell({ method, params });
    this.#channel = new RpcChannel(socket, { clock: systemClock, deadlineMs: NO_DEADLINE, errors }, told);
  }

  /** Connects with the daemon's certificate checked, and says `hello`. */
  static async connect(options: RpcOptions): Promise<RpcClient> {
    const socket = new WebSocket(options.url, { ca: options.ca });
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    socket.on("error", () => {});
    if (options.recorder !== undefined) tapFrames(socket, options.party, options.recorder);
    const client = new RpcClient(socket);
    await client.call("hello", { client: { name: "madoguchi-harness", version: "1" }, api: apiVersions });
    return client;
  }

  get pushed(): readonly Pushed[] {
    return this.#pushed;
  }

  /** Forgets the notifications of earlier steps. */
  forget(): void {
    this.#pushed = [];
  }

  async call<M extends MethodName>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
    return (await this.raw(method, params as Record<string, unknown>)) as ResultOf<M>;
  }

  /** Any method with any parameters; the answer as it came. Rejects with `RemoteError`. */
  raw(method: string, params: Record<string, unknown>): Promise<unknown> {
    return this.#channel.request(method, params, true);
  }

  /** The first notification, since `forget`, that `accept` takes; waits for it `timeoutMs` of wall time. Throws `runner.no-event`. */
  waitFor(what: string, accept: (pushed: Pushed) => boolean, timeoutMs = 20_000): Promise<Pushed> {
    const there = this.#pushed.find(accept);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve, reject) => {
      const watcher = (pushed: Pushed) => {
        if (!accept(pushed)) return;
        done();
        resolve(pushed);
      };
      const timer = setTimeout(() => {
        done();
        reject(runnerErrors.error("no-event", { waitingFor: what, seconds: timeoutMs / 1000 }));
      }, timeoutMs);
      const done = () => {
        clearTimeout(timer);
        this.#watchers.delete(watcher);
      };
      this.#watchers.add(watcher);
    });
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      this.#socket.once("close", () => resolve());
      this.#socket.close();
    });
  }

  #tell(pushed: Pushed): void {
    this.#pushed.push(pushed);
    for (const watcher of [...this.#watchers]) watcher(pushed);
  }
}
