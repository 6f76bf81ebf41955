import { createHash } from "node:crypto";
import type { OperatorSession } from "../api/call.js";
import type { Approved } from "../approvals/approvals.js";
import { canonicalJson } from "../audit/canonical.js";
import type { DaemonPorts } from "../main/ports.js";
import type { ResidentItem } from "../residents/resident-items.js";
import type { TuningDraftRecord, TuningVersionRecord } from "../store/records.js";
import type { Repositories } from "../store/repositories.js";
import { checkSet } from "./check-set.js";
import type { Problem } from "./problems.js";
import { readSet } from "./read-set.js";
import type { TuningSet } from "./schema/tuning-set.js";
import { tuningErrors } from "./tuning-errors.js";

/** What holds in a municipality now; version 0: nothing was published. */
export interface Published {
  readonly version: number;
  readonly hash: string;
  readonly set: TuningSet;
}

export interface Draft {
  /** 0: nobody has begun one, it is the published set. */
  readonly revision: number;
  readonly base: number;
  readonly set: TuningSet;
  readonly changedBy?: string;
  readonly changedAt?: number;
}

/** What two operators agree to publish: exactly this set, in the place of exactly this version. */
export interface Proposal {
  readonly set: TuningSet;
  readonly hash: string;
  readonly replaces: number;
  readonly returnedTo?: number;
  /** The text that the approval is for. */
  readonly subject: string;
}

/** Where the items of the configuration come from, which stand beside those of the set. */
export type ConfiguredItems = (municipality: string) => readonly ResidentItem[];

const hashOf = (set: TuningSet): string => createHash("sha256").update(canonicalJson(set)).digest("hex");

const NOTHING: Published = { version: 0, hash: hashOf({}), set: {} };

const publishedOf = ({ version, hash, parameters }: TuningVersionRecord): Published => ({
  version,
  hash,
  set: JSON.parse(parameters) as TuningSet,
});

/** The tuning sets of every municipality: what is published is at hand without asking the store; a draft becomes a version by two operators (R-TUNE-11, R-TUNE-13). */
export class TuningBook {
  readonly #ports: Pick<DaemonPorts, "store" | "clock">;
  readonly #configured: ConfiguredItems;
  readonly #published = new Map<string, Published>();

  private constructor(ports: Pick<DaemonPorts, "store" | "clock">, configured: ConfiguredItems) {
    this.#ports = ports;
    this.#configured = configured;
  }

  static async open(
    ports: Pick<DaemonPorts, "store" | "clock">,
    municipalities: readonly string[],
    configured: ConfiguredItems,
  ): Promise<TuningBook> {
    const book = new TuningBook(ports, configured);
    for (const code of municipalities) {
      const last = await ports.store.of(code).tuningVersions.last();
      if (last !== undefined) book.#published.set(code, publishedOf(last));
    }
    return book;
  }

  /** What holds now. */
  current(municipality: string): Published {
    return this.#published.get(municipality) ?? NOTHING;
  }

  /** Data items of the residents: those of the configuration, then those that tuning added (R-TUNE-04). */
  itemsOf(municipality: string, { items = [] }: TuningSet = this.current(municipality).set): readonly ResidentItem[] {
    const configured = this.#configured(municipality);
    return [...configured, ...items.filter(({ name }) => !configured.some((one) => one.name === name))];
  }

  /** Errors and warnings of what somebody calls a set; the set where its shape has no error. */
  check(municipality: string, given: unknown): { readonly set?: TuningSet; readonly problems: readonly Problem[] } {
    const read = readSet(given);
    if (read.set === undefined) return read;
    const published = this.current(municipality).set.items ?? [];
    return {
      set: read.set,
      problems: checkSet(read.set, { published, configured: this.#configured(municipality) }),
    };
  }

  /** A set without an error. Throws `tuning.fixed-value`, `tuning.invalid`, with the first place. */
  demand(municipality: string, given: unknown): TuningSet {
    const { set, problems } = this.check(municipality, given);
    const errors = problems.filter(({ level }) => level === "error");
    const [first] = errors;
    if (first !== undefined) {
      const fixed = errors.find(({ code }) => code === "fixed-value");
      const { place, en, ja, code } = fixed ?? first;
      const details = { place, problem: code, en, ja, errors: errors.length };
      throw tuningErrors.error(fixed === undefined ? "invalid" : "fixed-value", details);
    }
    return set!;
  }

  async draft(municipality: string, repositories: Pick<Repositories, "of"> = this.#ports.store): Promise<Draft> {
    const found = await repositories.of(municipality).tuningDrafts.find();
    if (found === undefined) {
      const { version, set } = this.current(municipality);
      return { revision: 0, base: version, set };
    }
    const { revision, base, parameters, changedBy, changedAt } = found;
    return { revision, base, changedBy, changedAt, set: JSON.parse(parameters) as TuningSet };
  }

  /** Saves a set that was checked as the draft, if nobody has changed it since `revision`. Throws `tuning.draft-changed`. */
  async save(session: OperatorSession, revision: number, set: TuningSet): Promise<Draft> {
    const { municipality, operatorId } = session;
    return this.#ports.store.transaction(async (repositories) => {
      const stands = await this.draft(municipality, repositories);
      this.#demandRevision(stands, revision);
      const base = this.current(municipality).version;
      const changed = { revision: revision + 1, base, changedBy: operatorId, changedAt: this.#ports.clock.now() };
      const record: TuningDraftRecord = { municipality, ...changed, parameters: canonicalJson(set) };
      await repositories.of(municipality).tuningDrafts.save(record);
      return { ...changed, set };
    });
  }

  /** What publishing the draft at this revision comes to. Throws as `demand`, and `tuning.draft-changed`, `tuning.nothing-to-publish`. */
  async proposeDraft(municipality: string, revision: number): Promise<Proposal> {
    const draft = await this.draft(municipality);
    this.#demandRevision(draft, revision);
    return this.#proposal(municipality, this.demand(municipality, draft.set));
  }

  /** What going back to a version comes to; items that were added since stay (R-TUNE-04). Throws `tuning.no-such-version`, `tuning.nothing-to-publish`. */
  async proposeReturn(municipality: string, version: number): Promise<Proposal> {
    const { set } = await this.version(municipality, version);
    const there = set.items ?? [];
    const since = (this.current(municipality).set.items ?? []).map((item) => {
      const before = there.find(({ name }) => name === item.name);
      // Its label may go back; what values were taken in by does not.
      return before === undefined ? item : { ...before, type: item.type, maxLength: item.maxLength };
    });
    const back: TuningSet = { ...set, ...(since.length > 0 && { items: since }) };
    return this.#proposal(municipality, this.demand(municipality, back), version);
  }

  /** Throws `tuning.no-such-version`. Version 0 is the state before any. */
  async version(municipality: string, version: number): Promise<Published> {
    if (version === 0) return NOTHING;
    const found = await this.#ports.store.of(municipality).tuningVersions.find(version);
    if (found === undefined) throw tuningErrors.error("no-such-version", { version });
    return publishedOf(found);
  }

  history(municipality: string, below: number, limit: number): Promise<readonly TuningVersionRecord[]> {
    return this.#ports.store.of(municipality).tuningVersions.list(below, limit);
  }

  /**
   * Makes what was approved the next version, in the transaction that uses the approval up: it stands whole or not at all. Throws
   * `tuning.draft-changed` when another was published meanwhile, and what `demand` throws.
   */
  async publish(
    session: OperatorSession,
    proposal: Proposal,
    demand: (within: Repositories) => Promise<Approved>,
  ): Promise<Published & { readonly approved: Approved }> {
    const { municipality, operatorId } = session;
    const { set, hash, replaces, returnedTo } = proposal;
    const now = this.#ports.clock.now();
    const version = replaces + 1;
    const parameters = canonicalJson(set);
    const approved = await this.#ports.store.transaction(async (repositories) => {
      const own = repositories.of(municipality);
      const last = (await own.tuningVersions.last())?.version ?? 0;
      if (last !== replaces) throw tuningErrors.error("draft-changed", { published: last });
      const given = await demand(repositories);
      await own.tuningVersions.add({
        ...{ municipality, version, hash, parameters, publishedAt: now },
        ...{ publishedBy: operatorId, approvedBy: given.approvedBy, reason: given.reason },
        ...(returnedTo !== undefined && { returnedTo }),
      });
      const { revision, set: drafted } = await this.draft(municipality, repositories);
      // Who goes back to a version takes no colleague's work away: a draft that has changes stays.
      if (returnedTo === undefined || hashOf(drafted) === this.current(municipality).hash) {
        const changed = { revision: revision + 1, base: version, changedBy: operatorId, changedAt: now };
        await own.tuningDrafts.save({ municipality, ...changed, parameters });
      }
      return given;
    });
    const published = { version, hash, set };
    this.#published.set(municipality, published);
    return { ...published, approved };
  }

  #proposal(municipality: string, set: TuningSet, returnedTo?: number): Proposal {
    const { version: replaces, hash: stands } = this.current(municipality);
    const hash = hashOf(set);
    if (hash === stands) throw tuningErrors.error("nothing-to-publish", { version: replaces });
    const what = returnedTo === undefined ? "tuning set" : `return to version ${returnedTo}, tuning set`;
    const subject = `${what} ${hash} of ${municipality}, in place of version ${replaces}`;
    return { set, hash, replaces, subject, ...(returnedTo !== undefined && { returnedTo }) };
  }

  #demandRevision({ revision, changedBy }: Draft, seen: number): void {
    if (revision === seen) return;
    throw tuningErrors.error("draft-changed", { revision, ...(changedBy !== undefined && { changedBy }) });
  }
}
