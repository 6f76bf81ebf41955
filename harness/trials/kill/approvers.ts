import type { Knex } from "knex";
import type { Login } from "./party.js";
import { Party } from "./party.js";

/** An approval that was asked for, and what was last answered of it. */
type Known = Map<string, "open" | "approved" | "used">;
const STEPS = ["open", "approved", "used"] as const;

/** Who changes the tuning, asks for approval and publishes, over and over; his colleague approves (A-18, R-TUNE-11). */
export class Publisher extends Party {
  readonly known: Known = new Map();
  /** Of the draft, as it was last answered or found. */
  #revision = 0;
  #version = 0;
  #count = 0;
  /** Told of each request. */
  onRequest: (id: string) => Promise<void> = async () => undefined;

  protected async visit(): Promise<void> {
    const set = { menu: { guidance: { ja: `第${++this.#count}号の案内` } } };
    const saved = await this.call("tuning.save", { revision: this.#revision, set });
    this.#revision = Number(saved["revision"]);
    const proposed = await this.call("tuning.propose", { revision: this.#revision, reason: "a trial" });
    const approvalId = String((proposed["approval"] as { id: string }).id);
    this.known.set(approvalId, "open");
    await this.onRequest(approvalId);
    const published = await this.call("tuning.publish", { revision: this.#revision, approvalId });
    this.known.set(approvalId, "used");
    this.#version = Number(published["version"]);
    // The draft goes on from what was published.
    this.#revision++;
  }

  async kept(db: Knex, problems: string[]): Promise<void> {
    const { operator } = this.login;
    const approvals: { id: string; state: string }[] = await db("approvals").select("id", "state");
    const states = new Map(approvals.map(({ id, state }) => [id, state]));
    for (const [id, state] of this.known) {
      const stored = states.get(id) ?? "";
      // One step further where the kill fell between the store and the answer, and no further.
      const step = STEPS.indexOf(state);
      const fits = stored === state || (step >= 0 && stored === STEPS[step + 1]);
      if (!fits) problems.push(`${operator}: approval ${id} is ${stored}, not ${state}`);
    }
    this.known.clear();
    const versions: { version: number; parameters: string }[] = await db("tuningVersions").orderBy("version");
    const last = versions.length;
    const most = this.#version + Number(this.waiting === "tuning.publish");
    if (last < this.#version || last > most) {
      problems.push(`${operator}: version ${this.#version} was answered, the store is at ${last}`);
    }
    if (versions.some(({ version }, index) => version !== index + 1))
      problems.push(`${operator}: a version is missing`);
    const used = approvals.filter(({ state }) => state === "used").length;
    if (used !== last) problems.push(`${operator}: ${used} approvals are used up for ${last} versions`);
    const [draft] = await db("tuningDrafts").select("revision", "base", "parameters");
    const revision = Number(draft?.revision ?? 0);
    const more = Number(this.waiting === "tuning.save" || this.waiting === "tuning.publish");
    if (revision < this.#revision || revision > this.#revision + more) {
      problems.push(`${operator}: revision ${this.#revision} was answered, the store is at ${revision}`);
    }
    const published = versions.at(-1);
    if (this.waiting === "tuning.publish" && last > this.#version && draft?.parameters !== published?.parameters) {
      problems.push(`${operator}: version ${last} stands without the draft that goes on from it`);
    }
    this.#version = last;
    this.#revision = revision;
  }
}

/** Who approves what the other asked for, one after the other: both wait for each other, so that either may be caught in the middle. */
export class Approver extends Party {
  constructor(login: Login, publisher: Publisher, onAnswer: () => void) {
    super(login, onAnswer);
    publisher.onRequest = async (approvalId) => {
      await this.call("approvals.approve", { approvalId, reason: "a trial" });
      publisher.known.set(approvalId, "approved");
    };
  }

  /** Its work is done within the publisher's. */
  override work(): Promise<void> {
    return Promise.resolve();
  }

  protected async visit(): Promise<void> {}

  /** The publisher knows what was decided. */
  async kept(): Promise<void> {}
}
