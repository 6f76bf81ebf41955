import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { type CatalogueRow, type ErrorDetails, MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { TraceEntry, TraceFilter } from "../../trace/index.js";
import { deskErrors } from "../errors.js";
import type { FOLLOW, OperationName, ParamsOf, ResultOf } from "../operations.js";
import { defaultSocket } from "./socket-place.js";

/** The one operation that does not end by itself. Its schemas stay with the desk: a command of one line need not read them. */
const FOLLOW_NAME: (typeof FOLLOW)["name"] = "trace.follow";

interface Answer {
  readonly result?: unknown;
  readonly error?: CatalogueRow & { readonly details: ErrorDetails };
}

/** Speaks to a served desk. Its errors come through as they were thrown there; `desk.not-served` when nobody answers. */
export class DeskClient {
  readonly #socket: string;

  constructor(socket: string = defaultSocket()) {
    this.#socket = socket;
  }

  async call<N extends OperationName>(name: N, params: ParamsOf<N>): Promise<ResultOf<N>> {
    const { result } = await this.#answer(await this.#post(name, params));
    return result as ResultOf<N>;
  }

  /** The entries that the desk keeps and those that come, until the signal, or until the desk ends. */
  async *follow(filter: TraceFilter, signal?: AbortSignal): AsyncGenerator<TraceEntry> {
    const response = await this.#post(FOLLOW_NAME, filter, signal);
    if (response.statusCode !== 200) await this.#answer(response);
    try {
      for await (const line of createInterface({ input: response })) yield JSON.parse(line) as TraceEntry;
    } catch (error) {
      if (signal?.aborted !== true) throw deskErrors.error("not-served", { socket: this.#socket }, { cause: error });
    } finally {
      response.destroy();
    }
  }

  async #post(name: string, params: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    const message = request({
      socketPath: this.#socket,
      path: `/v1/${name}`,
      method: "POST",
      headers: { "content-type": "application/json" },
      ...(signal === undefined ? {} : { signal }),
    });
    message.end(JSON.stringify(params));
    try {
      const [response] = (await once(message, "response")) as [IncomingMessage];
      return response;
    } catch (cause) {
      throw deskErrors.error("not-served", { socket: this.#socket }, { cause });
    }
  }

  async #answer(response: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    let answer: Answer;
    try {
      for await (const chunk of response) chunks.push(chunk as Buffer);
      answer = JSON.parse(Buffer.concat(chunks).toString()) as Answer;
    } catch (cause) {
      throw deskErrors.error("not-served", { socket: this.#socket }, { cause });
    }
    if (answer.error === undefined) return answer;
    const { details, ...row } = answer.error;
    throw new MadoguchiError(row, details);
  }
}
