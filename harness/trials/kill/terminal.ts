import type { RandomSource } from "#card/ports/random.js";
import type { MethodName } from "#daemon/api/contract/index.js";
import { Recorder } from "../../evidence/recorder.js";
import { RemoteError, RpcClient } from "../../runner/rpc-client.js";

const SERVICE = "library";

/** Who sits at a terminal, and the card that lies on its reader. */
export interface Seat {
  readonly operator: string;
  readonly password: string;
  readonly municipality: string;
  readonly reader: string;
  readonly residentId: string;
}

/** A call that was answered. */
export interface Answered {
  readonly method: MethodName;
  /** Id of the application record that it gave. */
  readonly applicationId?: string;
}

/** A counter terminal under load. It remembers what was answered, and what it still waited for when the daemon went. */
export class Terminal {
  readonly seat: Seat;
  readonly #random: RandomSource;
  readonly #onAnswer: () => void;
  #client: RpcClient | undefined;
  cardId = "";
  userId = "";
  /** Whether the card carries the application, as far as answers tell. */
  loaded = false;
  /** Since the last life began. */
  answered: Answered[] = [];
  waiting: MethodName | undefined;
  /** Refusals that no call of ours should meet. */
  readonly refused: string[] = [];

  constructor(seat: Seat, random: RandomSource, onAnswer: () => void) {
    this.seat = seat;
    this.#random = random;
    this.#onAnswer = onAnswer;
  }

  async connect(url: string, ca: string): Promise<void> {
    this.answered = [];
    this.waiting = undefined;
    const { operator, password, municipality } = this.seat;
    this.#client = await RpcClient.connect({ url, ca, party: operator, recorder: new Recorder() });
    await this.call("session.login", { municipality, operatorId: operator, password });
  }

  async call(method: MethodName, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    this.waiting = method;
    const result = (await this.#client!.raw(method, params)) as Record<string, unknown>;
    this.waiting = undefined;
    const { applicationId } = result;
    this.answered.push(typeof applicationId === "string" ? { method, applicationId } : { method });
    if (method === "cardApps.load") this.loaded = true;
    if (method === "cardApps.delete") this.loaded = false;
    this.#onAnswer();
    return result;
  }

  /** Registers the user and sets the card's area, once. */
  async settle(): Promise<void> {
    const { reader: readerId, residentId } = this.seat;
    const { userId, cardId } = await this.call("users.register", { readerId, residentId });
    this.userId = String(userId);
    this.cardId = String(cardId);
    await this.call("area.set", { readerId });
  }

  /** What the card says that it carries; mends on the way what was interrupted. */
  async look(): Promise<boolean> {
    const { applications } = await this.call("cardApps.list", { readerId: this.seat.reader });
    this.loaded = (applications as { state: string }[]).some(({ state }) => state === "personalised");
    return this.loaded;
  }

  /** Works until the daemon is gone. */
  async work(): Promise<void> {
    try {
      for (;;) await this.#visit();
    } catch (error) {
      if (error instanceof RemoteError) this.refused.push(`${this.waiting}: ${error.data.code}`);
    }
  }

  async #visit(): Promise<void> {
    const { reader: readerId, residentId } = this.seat;
    const kind = this.loaded ? "delete" : "load";
    await this.call("residents.search", { query: { residentId } });
    const { applicationId } = await this.call("applications.record", { userId: this.userId, serviceId: SERVICE, kind });
    await this.call(kind === "load" ? "cardApps.load" : "cardApps.delete", { readerId, applicationId });
    if (kind === "delete") return;
    const pin = String(1_000 + ((this.#random.bytes(2)[0] ?? 0) % 200));
    await this.call("cardApps.setPin", { readerId, serviceId: SERVICE, pin });
  }

  async leave(): Promise<void> {
    await this.#client?.close();
  }
}
