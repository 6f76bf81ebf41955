import type { MethodName } from "#daemon/api/contract/index.js";
import { RpcClient } from "#harness/runner/rpc-client.js";
import type { Seat } from "#harness/trials/kill/terminal.js";

const SERVICE = "library";

/** Milliseconds of one answered call. */
export type OnAnswer = (method: MethodName, ms: number) => void;

/** One counter terminal on a connection of its own, with a card on its reader: it visits as long as it is told to. */
export class CounterTerminal {
  readonly #seat: Seat;
  readonly #onAnswer: OnAnswer;
  #client: RpcClient | undefined;
  #userId = "";

  constructor(seat: Seat, onAnswer: OnAnswer) {
    this.#seat = seat;
    this.#onAnswer = onAnswer;
  }

  /** Connects, logs in, registers the card's holder and sets the area: what is not measured. */
  async open(url: string, ca: string): Promise<void> {
    const { operator, password, municipality, reader: readerId, residentId } = this.#seat;
    this.#client = await RpcClient.connect({ url, ca, party: operator });
    await this.#client.call("session.login", { municipality, operatorId: operator, password });
    const { userId } = await this.#client.call("users.register", { readerId, residentId });
    this.#userId = userId;
    await this.#client.call("area.set", { readerId });
  }

  /** Load, list, delete, list: each on record before it is done. */
  async visit(): Promise<void> {
    const readerId = this.#seat.reader;
    for (const kind of ["load", "delete"] as const) {
      const order = { userId: this.#userId, serviceId: SERVICE, kind };
      const { applicationId } = (await this.#call("applications.record", order)) as { applicationId: string };
      await this.#call(kind === "load" ? "cardApps.load" : "cardApps.delete", { readerId, applicationId });
      await this.#call("cardApps.list", { readerId });
    }
  }

  async #call(method: MethodName, params: Record<string, unknown>): Promise<unknown> {
    const start = performance.now();
    const result = await this.#client!.raw(method, params);
    this.#onAnswer(method, performance.now() - start);
    return result;
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }
}
