import type { Knex } from "knex";
import type { MethodName } from "#daemon/api/contract/index.js";
import { RemoteError, RpcClient } from "../../runner/rpc-client.js";

/** Who is logged in. */
export interface Login {
  readonly operator: string;
  readonly password: string;
  readonly municipality: string;
}

/** A call that was answered. */
export interface Answered {
  readonly method: MethodName;
  /** Id of the application record that it gave. */
  readonly applicationId?: string;
}

/** An operator at work while the daemon is being killed. It remembers what was answered, and what it still waited for when the daemon went. */
export abstract class Party {
  readonly login: Login;
  readonly #onAnswer: () => void;
  #client: RpcClient | undefined;
  /** Since the last life began. */
  answered: Answered[] = [];
  waiting: MethodName | undefined;
  /** Refusals that no call of ours should meet. */
  readonly refused: string[] = [];

  constructor(login: Login, onAnswer: () => void) {
    this.login = login;
    this.#onAnswer = onAnswer;
  }

  /** Has no part in the life that begins. */
  rest(): void {
    this.answered = [];
    this.waiting = undefined;
  }

  async connect(url: string, ca: string): Promise<void> {
    this.rest();
    const { operator, password, municipality } = this.login;
    this.#client = await RpcClient.connect({ url, ca, party: operator });
    await this.call("session.login", { municipality, operatorId: operator, password });
  }

  async call(method: MethodName, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    this.waiting = method;
    const result = (await this.#client!.raw(method, params)) as Record<string, unknown>;
    this.waiting = undefined;
    const { applicationId } = result;
    this.answered.push(typeof applicationId === "string" ? { method, applicationId } : { method });
    this.onAnswered(method);
    this.#onAnswer();
    return result;
  }

  /** What an answer tells. */
  protected onAnswered(_method: MethodName): void {}

  /** Works until the daemon is gone. */
  async work(): Promise<void> {
    try {
      for (;;) await this.visit();
    } catch (error) {
      if (error instanceof RemoteError) this.refused.push(`${this.waiting}: ${error.data.code}`);
    }
  }

  /** One round of its work. */
  protected abstract visit(): Promise<void>;

  /** Whether what was answered is in the store that the killed daemon left; takes over from it what was under way. A problem for each thing that is not. */
  abstract kept(db: Knex, problems: string[]): Promise<void>;

  async leave(): Promise<void> {
    await this.#client?.close();
  }
}
