import { systemClock } from "#card/ports/clock.js";
import type { Call, OperatorSession } from "../api/call.js";
import type { ResultOf } from "../api/contract/index.js";
import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";
import type { Service } from "../services/service.js";
import type { IssuanceRecord } from "../store/records.js";
import { readTlsFiles } from "../tls/index.js";
import { type CounterLink, type CounterLinks, counterService } from "./counter-service.js";
import { issuanceErrors } from "./issuance-errors.js";
import { givenAs, issue, kinds } from "./issue.js";
import { IssuingLink } from "./issuing-link.js";
import { Undelivered } from "./undelivered.js";

type OpenState = ResultOf<"issuance.list">["issuances"][number]["state"];

/** The issuing servers that are configured. Throws `tls.*` for certificates of ours that cannot be used. */
export async function openLinks(services: readonly Service[]): Promise<Map<string, CounterLink>> {
  const links = new Map<string, CounterLink>();
  for (const { id, system } of services) {
    if (system.issuing === undefined || links.has(id)) continue;
    const { url, timeoutMs, pins, ...files } = system.issuing;
    // Certificates are judged by the machine's clock, on this side and on the other.
    links.set(id, new IssuingLink({ url, timeoutMs, pins, identity: await readTlsFiles(files, systemClock) }));
  }
  return links;
}

/** Counter issuance (窓口交付機能, R-SYS-17, A-28): certificates at the counter with the holder's card and PIN. */
export function issuancePart(
  ports: DaemonPorts,
  municipalities: readonly string[],
  open: (services: readonly Service[]) => Promise<CounterLinks> = openLinks,
): DaemonPart {
  const links = new Map<string, CounterLink>();
  const undelivered = new Undelivered(ports);
  let settling = Promise.resolve();

  /** Deals with one request of the operator's municipality that is neither handed out nor taken back. */
  const withOne = <T>(
    requestId: string,
    call: Call<OperatorSession>,
    work: (issuance: IssuanceRecord, link: CounterLink) => Promise<T>,
  ): Promise<T> => {
    const { municipality } = call.session;
    return undelivered.alone(municipality, requestId, async () => {
      const issuance = await undelivered.find(municipality, requestId);
      if (issuance === undefined) throw issuanceErrors.error("no-such");
      call.target(issuance.cardId);
      call.facts({ request: requestId, kind: issuance.kind, service: issuance.serviceId });
      return work(issuance, counterService(ports, links, municipality, issuance.serviceId).link);
    });
  };

  return {
    handlers: {
      "issuance.kinds": kinds(ports, links),
      "issuance.issue": issue(ports, links, undelivered),
      "issuance.reprint": ({ requestId }, call) =>
        withOne(requestId, call, async (issuance, link) =>
          givenAs(requestId, issuance.kind, await undelivered.again(link, issuance, call)),
        ),
      "issuance.handOut": ({ requestId }, call) =>
        withOne(requestId, call, async (issuance) => {
          const serial = await undelivered.handOut(issuance);
          call.facts({ serial });
          return { requestId, serial };
        }),
      "issuance.cancel": ({ requestId }, call) =>
        withOne(requestId, call, async (issuance, link) => {
          await undelivered.cancel(link, issuance);
          return { requestId };
        }),
      "issuance.list": async (_params, { session }) => {
        await undelivered.settle(session.municipality, links);
        const open = await ports.store.of(session.municipality).issuances.open();
        return {
          issuances: open.map(({ requestId, serviceId, cardId, kind, state, serial, operatorId, askedAt }) => ({
            ...{ requestId, serviceId, cardId, kind, state: state as OpenState },
            ...(serial !== undefined && { serial }),
            ...{ operatorId, askedAt: new Date(askedAt).toISOString() },
          })),
        };
      },
    },
    start: async () => {
      const services = municipalities.flatMap((code) => ports.services.of(code));
      for (const [id, link] of await open(services)) links.set(id, link);
      // What a kill left open; a server that is slow does not hold up the start.
      settling = Promise.all(municipalities.map((code) => undelivered.settle(code, links))).then(
        () => {},
        (error: unknown) => ports.failures.error("issuance.settle", error),
      );
    },
    stop: async () => {
      for (const link of links.values()) link.close();
      await settling;
    },
  };
}
