import { createPublicKey } from "node:crypto";
import type { Call, Handlers, OperatorSession } from "../api/call.js";
import { shownApproval, tellApproval } from "../approvals/shown-approval.js";
import type { DaemonPorts } from "../main/ports.js";
import { parameters } from "./parameters.js";
import { resolve } from "./resolve.js";
import type { TuningSet } from "./schema/tuning-set.js";
import type { Draft, Proposal, TuningBook } from "./tuning-book.js";
import { tuningErrors } from "./tuning-errors.js";
import { readTuningFile, writeTuningFile } from "./tuning-file.js";
import { changesBetween } from "./words.js";

const isoTime = (moment: number): string => new Date(moment).toISOString();

/** Versions that one page of the history has when nothing else is asked for. */
const PAGE = 20;
/** Above every version's number. */
const ABOVE_ALL = 2 ** 31 - 1;

export interface TuningPorts extends Pick<DaemonPorts, "approvals" | "announcer" | "clock" | "residentSettings"> {
  readonly tuning: TuningBook;
  readonly municipalityNames: readonly { readonly code: string; readonly name: string }[];
}

/** Tuning by the operator himself (チューニング, II.2.5): draft, check, approval by a second operator, publishing, return. */
export function tuningHandlers(ports: TuningPorts): Handlers {
  const { approvals, announcer, clock, municipalityNames, residentSettings, tuning: book } = ports;

  const changesOf = (municipality: string, set: TuningSet) => [...changesBetween(book.current(municipality).set, set)];
  const resolved = (municipality: string, set: TuningSet) => resolve(set, book.itemsOf(municipality, set));
  const shown = (municipality: string, { set, changedAt, changedBy, revision, base }: Draft) => ({
    ...{ revision, base, set: { ...set } },
    ...(changedBy !== undefined && { changedBy }),
    ...(changedAt !== undefined && { changedAt: isoTime(changedAt) }),
    changes: changesOf(municipality, set),
    problems: [...book.check(municipality, set).problems],
  });

  /** What is put on record of a set: its hash and how much it changes, never a wording. */
  const publish = async (call: Call<OperatorSession>, proposal: Proposal, approvalId: string | undefined) => {
    const { session } = call;
    const { municipality } = session;
    const changes = changesOf(municipality, proposal.set);
    call.target(proposal.hash);
    call.facts({ replaces: proposal.replaces, changes: changes.length });
    const { subject } = proposal;
    const demand = { act: "tuning.publish", subject, approvalId } as const;
    const { version, hash, approved } = await book.publish(session, proposal, (within) =>
      approvals.demandApproval(session, demand, within),
    );
    call.facts({ ...approved, version });
    announcer.announce("tuning.published", { version, hash }, { municipality });
    return { version, hash, approvedBy: approved.approvedBy, changes };
  };

  return {
    "tuning.current": async (_params, { session: { municipality } }) => {
      const { version, hash, set } = book.current(municipality);
      return { version, hash, tuning: resolved(municipality, set) };
    },

    "tuning.parameters": async (_params, { session: { municipality } }) =>
      parameters(book.itemsOf(municipality, (await book.draft(municipality)).set)),

    "tuning.draft": async (_params, { session: { municipality } }) => {
      const draft = await book.draft(municipality);
      const subject = await book.proposeDraft(municipality, draft.revision).then(
        (proposal) => ({ subject: proposal.subject }),
        () => ({}),
      );
      return { ...shown(municipality, draft), tuning: resolved(municipality, draft.set), ...subject };
    },

    "tuning.save": async ({ revision, set }, call) => {
      const { municipality } = call.session;
      call.target(municipality);
      call.facts({ revision });
      const draft = await book.save(call.session, revision, book.demand(municipality, set));
      return shown(municipality, draft);
    },

    "tuning.check": async ({ set }, { session: { municipality } }) => {
      const { set: read, problems } = book.check(municipality, set);
      if (read === undefined) return { problems: [...problems], changes: [] };
      const wrong = problems.some(({ level }) => level === "error");
      return {
        problems: [...problems],
        changes: changesOf(municipality, read),
        ...(!wrong && { tuning: resolved(municipality, read) }),
      };
    },

    "tuning.propose": async ({ revision, version, reason }, call) => {
      const { session } = call;
      const { municipality } = session;
      const proposal =
        version === undefined
          ? await book.proposeDraft(municipality, revision!)
          : await book.proposeReturn(municipality, version);
      call.target(proposal.hash);
      const record = await approvals.request(session, "tuning.publish", proposal.subject, reason);
      call.facts({ replaces: proposal.replaces, approvalId: record.id });
      tellApproval(announcer, record);
      return { approval: shownApproval(record, record.state), changes: changesOf(municipality, proposal.set) };
    },

    "tuning.publish": async ({ revision, approvalId }, call) =>
      publish(call, await book.proposeDraft(call.session.municipality, revision), approvalId),

    "tuning.return": async ({ version, approvalId }, call) => {
      call.facts({ returnedTo: version });
      return publish(call, await book.proposeReturn(call.session.municipality, version), approvalId);
    },

    "tuning.history": async ({ below = ABOVE_ALL, limit = PAGE }, { session: { municipality } }) => {
      const records = await book.history(municipality, below, limit);
      const versions = records.map(async (record) => {
        const { version, hash, publishedBy, publishedAt, approvedBy, reason, returnedTo, parameters } = record;
        const before = await book.version(municipality, version - 1);
        return {
          ...{ version, hash, publishedBy, publishedAt: isoTime(publishedAt), approvedBy, reason },
          ...(returnedTo !== undefined && { returnedTo }),
          changes: [...changesBetween(before.set, JSON.parse(parameters) as TuningSet)],
        };
      });
      return { versions: await Promise.all(versions) };
    },

    "tuning.compare": async ({ from, to }, { session: { municipality } }) => {
      const setOf = async (which: number | "draft") =>
        (which === "draft" ? await book.draft(municipality) : await book.version(municipality, which)).set;
      return { changes: [...changesBetween(await setOf(from), await setOf(to))] };
    },

    "tuning.export": async ({ version }, call) => {
      const { municipality } = call.session;
      const chosen = version === undefined ? book.current(municipality) : await book.version(municipality, version);
      call.target(chosen.hash);
      call.facts({ version: chosen.version });
      const name = municipalityNames.find(({ code }) => code === municipality)?.name ?? municipality;
      const content = {
        municipality: { code: municipality, name },
        version: chosen.version,
        exportedAt: isoTime(clock.now()),
        set: { ...chosen.set },
      };
      return {
        name: `tuning-${municipality}-${chosen.version}.json`,
        content: await writeTuningFile(content, await residentSettings.signer(municipality)),
      };
    },

    "tuning.import": async ({ revision, content, from }, call) => {
      const { municipality } = call.session;
      const file = await readTuningFile(content, async (code) =>
        code === municipality ? createPublicKey(await residentSettings.signer(municipality)) : undefined,
      );
      const origin = file.municipality.code;
      call.target(file.sha256);
      call.facts({ of: origin, version: file.version });
      if (origin !== (from ?? municipality)) throw tuningErrors.error("file-of-another", { municipality: origin });
      const draft = await book.save(call.session, revision, book.demand(municipality, file.set));
      return shown(municipality, draft);
    },
  };
}
