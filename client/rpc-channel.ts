import type { RawData, WebSocket } from "ws";
import { MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Clock } from "#card/ports/clock.js";
import { DeadlineWatch } from "#card/ports/deadline-watch.js";
import {
  type ErrorData,
  type MethodName,
  methods,
  type ParamsOf,
  type ResultOf,
  rpcNotification,
  rpcResponse,
} from "#daemon/api/contract/index.js";

/** The daemon's refusal as an error of the house: the same code, facts and texts in both languages as the daemon has it. */
export function remoteError(data: ErrorData): MadoguchiError {
  const { code, en, ja, details, correlationId } = data;
  return new MadoguchiError({ code, en, ja }, correlationId === undefined ? details : { ...details, correlationId });
}

/** How failures of the channel are worded: each user of it has codes of its own. */
export interface ChannelErrors {
  lost(): Error;
  deadline(facts: { readonly method: string; readonly deadlineMs: number }): Error;
  badAnswer(facts: { readonly method: string }): Error;
  /** What the daemon refused; its own code and texts as an error of the house when absent. */
  refused?(data: ErrorData): Error;
}

export interface ChannelOptions {
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly errors: ChannelErrors;
}

interface Pending {
  readonly method: string;
  readonly patient: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** JSON-RPC over one open WebSocket. When the socket closes, every call under way fails with the `lost` of its errors. */
export class RpcChannel {
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #deadlines: DeadlineWatch;
  readonly #options: ChannelOptions;
  readonly #notified: (method: string, params: unknown) => void;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(socket: WebSocket, options: ChannelOptions, notified: (method: string, params: unknown) => void) {
    this.#socket = socket;
    this.#deadlines = new DeadlineWatch(options.clock, (id) => {
      const pending = this.#settle(id);
      pending?.reject(options.errors.deadline({ method: pending.method, deadlineMs: options.deadlineMs }));
    });
    this.#options = options;
    this.#notified = notified;
    socket.on("message", (data) => this.#take(data));
    // `close` follows every error and says all that matters here.
    socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      socket.once("close", () => {
        for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(options.errors.lost());
        this.#deadlines.stop();
        resolve();
      });
    });
  }

  /** Throws the daemon's own errors, and the channel's. `patient` calls wait for a card, not for a machine. */
  async call<M extends MethodName>(method: M, params: ParamsOf<M>, patient = false): Promise<ResultOf<M>> {
    const result = await this.request(method, params, patient);
    const parsed = methods[method].result.safeParse(result);
    if (!parsed.success) throw this.#options.errors.badAnswer({ method });
    return parsed.data as ResultOf<M>;
  }

  /** True while a patient call is under way: it may take any time. */
  get waitsForCard(): boolean {
    return [...this.#pending.values()].some(({ patient }) => patient);
  }

  close(): void {
    this.#socket.terminate();
  }

  /** Any method with any parameters; the result as it came, unchecked. */
  request(method: string, params: unknown, patient: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#socket.readyState !== this.#socket.OPEN) return reject(this.#options.errors.lost());
      const id = ++this.#lastId;
      this.#pending.set(id, { method, patient, resolve, reject });
      if (!patient) this.#deadlines.add(id, this.#options.deadlineMs);
      this.#socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#deadlines.delete(id);
    return pending;
  }

  #take(data: RawData): void {
    const message = parseJson(String(data));
    // By far the most messages are answers: they are not to be tried as notifications first.
    const response = rpcResponse.safeParse(message);
    if (!response.success) {
      const notification = rpcNotification.safeParse(message);
      // Who answers with something else is not the daemon: nothing it says can be trusted.
      if (!notification.success) this.close();
      else this.#notified(notification.data.method, notification.data.params);
      return;
    }
    const { id } = response.data;
    const pending = typeof id === "number" ? this.#settle(id) : undefined;
    if ("error" in response.data) {
      const { data } = response.data.error;
      pending?.reject(this.#options.errors.refused?.(data) ?? remoteError(data));
    } else pending?.resolve(response.data.result);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
