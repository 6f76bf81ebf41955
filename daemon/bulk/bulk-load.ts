import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Call, Handler, OperatorSession } from "../api/call.js";
import type { NotificationOf } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";
import { load } from "../region/operations/load.js";
import type { BulkCardRecord, BulkRunRecord } from "../store/records.js";
import type { Identify } from "../use/replace-card.js";
import { bulkErrors } from "./bulk-errors.js";

type Counts = Pick<NotificationOf<"bulk.progress">, "total" | "loaded" | "already" | "failed">;

/** How far a run is; every card counts once, as it ended last. */
async function countsOf({ store }: DaemonPorts, { id, municipality, total }: BulkRunRecord): Promise<Counts> {
  const { bulkLoads } = store.of(municipality);
  const [loaded, already, failed] = [
    await bulkLoads.count(id, "loaded"),
    await bulkLoads.count(id, "already"),
    await bulkLoads.count(id, "failed"),
  ];
  return { total, loaded, already, failed };
}

async function openRun({ store }: DaemonPorts, municipality: string, bulkId: string): Promise<BulkRunRecord> {
  const run = await store.of(municipality).bulkLoads.find(bulkId);
  if (run?.state !== "open") throw bulkErrors.error("no-such");
  return run;
}

/** Loads the run's service onto the card in the reader as `cardApps.load` would: same gates, same journal, one card at a time. */
async function loadOne(
  ports: DaemonPorts,
  run: BulkRunRecord,
  readerId: string,
  cardId: string,
  call: Call<OperatorSession>,
) {
  const own = ports.store.of(run.municipality);
  const user = await own.users.findByCard(cardId);
  const { serviceId } = run;
  const wanted = user && (await own.applications.openOf({ userId: user.id, serviceId, kind: "load" }));
  if (wanted === undefined) {
    const live = await own.registrations.live(cardId, serviceId);
    if (live?.state === "active") return "already" as const;
    throw bulkErrors.error("no-application");
  }
  await load(ports)({ readerId, applicationId: wanted.id }, call);
  return "loaded" as const;
}

export const bulkBegin =
  (ports: DaemonPorts): Handler<"bulk.begin"> =>
  async ({ serviceId }, call) => {
    const { municipality, operatorId } = call.session;
    if (ports.services.find(municipality, serviceId) === undefined) throw bulkErrors.error("no-service");
    const { applications, bulkLoads } = ports.store.of(municipality);
    const total = await applications.countOpen({ serviceId, kind: "load" });
    const id = ports.newId();
    const startedAt = ports.clock.now();
    await bulkLoads.add({ id, municipality, serviceId, operatorId, state: "open", total, startedAt });
    call.facts({ bulkId: id, serviceId, total });
    return { bulkId: id, total };
  };

/** One card of the run. A card that is refused is noted with its reason, and the run goes on with the next. */
export const bulkLoad =
  (ports: DaemonPorts, identify: Identify): Handler<"bulk.load"> =>
  async ({ bulkId, readerId }, call) => {
    const { municipality } = call.session;
    const run = await openRun(ports, municipality, bulkId);
    const { cardId } = await identify(readerId, municipality);
    call.target(cardId);
    const { bulkLoads } = ports.store.of(municipality);
    const note = async (outcome: BulkCardRecord["outcome"], code?: string) => {
      const changedAt = ports.clock.now();
      await bulkLoads.note({
        municipality,
        bulkId,
        cardId,
        outcome,
        ...(code === undefined ? {} : { code }),
        changedAt,
      });
      const counts = await countsOf(ports, run);
      const progress = { bulkId, cardId, outcome, ...(code === undefined ? {} : { code }), ...counts };
      ports.announcer.announce("bulk.progress", progress, { municipality });
      return progress;
    };
    call.facts({ bulkId });
    try {
      return await note(await loadOne(ports, run, readerId, cardId, call));
    } catch (error) {
      // The card that failed is on record under its reason; the caller is told by the error itself.
      await note("failed", isMadoguchiError(error) ? error.code : "api.internal");
      throw error;
    }
  };

async function summary(ports: DaemonPorts, run: BulkRunRecord) {
  const failed = await ports.store.of(run.municipality).bulkLoads.cards(run.id, "failed");
  return {
    bulkId: run.id,
    serviceId: run.serviceId,
    since: new Date(run.startedAt).toISOString(),
    ...(await countsOf(ports, run)),
    failures: failed.map(({ cardId, code = "api.internal" }) => ({ cardId, code })),
  };
}

export const bulkEnd =
  (ports: DaemonPorts): Handler<"bulk.end"> =>
  async ({ bulkId }, call) => {
    const run = await openRun(ports, call.session.municipality, bulkId);
    await ports.store.of(run.municipality).bulkLoads.end(bulkId);
    const told = await summary(ports, run);
    const { total, loaded, already, failed } = told;
    call.facts({ bulkId, total, loaded, already, failed });
    return told;
  };

/** Runs that are not ended, a kill of the daemon notwithstanding: each goes on with the next card. */
export const bulkList =
  (ports: DaemonPorts): Handler<"bulk.list"> =>
  async (_, { session }) => ({
    runs: await Promise.all(
      (await ports.store.of(session.municipality).bulkLoads.open()).map((run) => summary(ports, run)),
    ),
  });
