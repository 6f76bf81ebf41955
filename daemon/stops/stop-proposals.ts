import type { Handlers, Session } from "../api/call.js";
import type { ResultOf } from "../api/contract/index.js";
import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts, ImportNews } from "../main/ports.js";
import type { ResidentRecord } from "../store/records.js";
import { stopErrors } from "./stop-errors.js";

type Ports = Pick<DaemonPorts, "store" | "clock" | "announcer" | "failures" | "importNews">;
type Proposal = ResultOf<"stops.proposals">["proposals"][number];

const PAGE = 200;
const SHOWN = 200;

/**
 * What imports propose: a card whose holder is a resident no more, by move-out or death, and that still gives service. It is found
 * by comparing the records, so that a kill loses none and a stop, the end of the use or a return takes it away. Nothing is stopped by itself.
 * At most 200 are told, or all of `only` one resident.
 */
async function proposalsOf({ store }: Pick<Ports, "store">, municipality: string, only?: string) {
  const own = store.of(municipality);
  const proposals: Proposal[] = [];
  let total = 0;
  for (let after = ""; ; ) {
    const page = await own.users.left(after, PAGE);
    if (page.length === 0) return { total, proposals };
    for (const { user, resident } of page) {
      if (await isDeclined(own, resident)) continue;
      total++;
      if (only === undefined ? proposals.length === SHOWN : resident.residentId !== only) continue;
      const { residentId, movedOut: since = "", leaving = "unknown" } = resident;
      const serviceIds = (await own.registrations.ofCard(user.cardId)).map(({ serviceId }) => serviceId);
      proposals.push({ residentId, cardId: user.cardId, because: leaving, since, serviceIds });
    }
    after = page.at(-1)!.user.id;
  }
}

async function isDeclined(
  { declinedStops }: Pick<ReturnType<Ports["store"]["of"]>, "declinedStops">,
  { residentId, movedOut }: ResidentRecord,
): Promise<boolean> {
  return (await declinedStops.find(residentId))?.movedOut === movedOut;
}

const handlers = ({ store, clock }: Ports): Handlers => ({
  "stops.proposals": (_params, { session }) => proposalsOf({ store }, session.municipality),

  "stops.decline": async ({ residentId }, call) => {
    const { municipality, operatorId: declinedBy } = call.session;
    const own = store.of(municipality);
    const [proposed] = (await proposalsOf({ store }, municipality, residentId)).proposals;
    if (proposed === undefined) throw stopErrors.error("no-proposal");
    call.target(residentId);
    const { since: movedOut, because } = proposed;
    await own.declinedStops.save({ municipality, residentId, movedOut, declinedBy, declinedAt: clock.now() });
    call.facts({ because });
    return { residentId };
  },
});

/** Proposals of stops, and the telling of them: after an import that brought some, and to whoever logs in while there are some. */
export function stopProposals(
  ports: Ports,
): Required<Pick<DaemonPart, "handlers" | "start" | "stop" | "sessionStarted">> {
  const { announcer, failures, importNews } = ports;
  /** How many there were when they were told last, by municipality. */
  const told = new Map<string, number>();
  const telling = new Set<Promise<void>>();
  const tell = async ({ municipality }: ImportNews) => {
    const { total } = await proposalsOf(ports, municipality);
    const before = told.get(municipality) ?? 0;
    told.set(municipality, total);
    if (total > before) announcer.announce("stops.proposed", { total }, { municipality });
  };
  let end = () => {};
  return {
    handlers: handlers(ports),
    start: async () => {
      end = importNews.on((news) => {
        const one = tell(news)
          .catch((error) => failures.error("stops.proposed", error, { municipality: news.municipality }))
          .finally(() => telling.delete(one));
        telling.add(one);
      });
    },
    stop: async () => {
      end();
      await Promise.all(telling);
    },
    sessionStarted: async (session: Session, { notify }) => {
      if (session.kind !== "operator") return;
      const { total } = await proposalsOf(ports, session.municipality);
      if (total > 0) notify("stops.proposed", { total });
    },
  };
}
