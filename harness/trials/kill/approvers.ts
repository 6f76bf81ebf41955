import type { Knex } from "knex";
import type { Login } from "./party.js";
import { Party } from "./party.js";

/** An approval that was asked for, and what was last answered of it. */
type Known = Map<string, "open" | "approved">;

/** Who asks for approvals; his colleague decides. */
export class Requester extends Party {
  readonly known: Known = new Map();
  #count = 0;
  /** Told of each request. */
  onRequest: (id: string) => Promise<void> = async () => undefined;

  protected async visit(): Promise<void> {
    const subject = `kill trial ${++this.#count}`;
    const { id } = await this.call("approvals.request", { act: "tuning.publish", subject, reason: "a trial" });
    this.known.set(String(id), "open");
    await this.onRequest(String(id));
  }

  async kept(db: Knex, problems: string[]): Promise<void> {
    const rows: { id: string; state: string }[] = await db("approvals").select("id", "state");
    const states = new Map(rows.map(({ id, state }) => [id, state]));
    for (const [id, state] of this.known) {
      const stored = states.get(id);
      // One that was being decided may be decided.
      const fits = stored === state || (state === "open" && stored === "approved");
      if (!fits) problems.push(`${this.login.operator}: approval ${id} is ${stored}, not ${state}`);
    }
    this.known.clear();
  }
}

/** Who approves what the other asked for, one after the other: both wait for each other, so that either may be caught in the middle. */
export class Approver extends Party {
  constructor(login: Login, requester: Requester, onAnswer: () => void) {
    super(login, onAnswer);
    requester.onRequest = async (approvalId) => {
      await this.call("approvals.approve", { approvalId, reason: "a trial" });
      requester.known.set(approvalId, "approved");
    };
  }

  /** Its work is done within the requester's. */
  override work(): Promise<void> {
    return Promise.resolve();
  }

  protected async visit(): Promise<void> {}

  /** The requester knows what was decided. */
  async kept(): Promise<void> {}
}
