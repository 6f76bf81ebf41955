import { isDeepStrictEqual } from "node:util";
import type { CardAppSession } from "#card/region/card-app-session.js";
import type { Call, Handler, OperatorSession } from "../api/call.js";
import type { ResultOf } from "../api/contract/index.js";
import { demandNotStopped } from "../gates/card-state.js";
import type { DaemonPorts } from "../main/ports.js";
import type { IssuanceRecord } from "../store/records.js";
import { openAtCounter, readNumber, verifyAtCounter } from "./counter-application.js";
import {
  type CounterLinks,
  type CounterService,
  type CounterUser,
  counterService,
  demandOffered,
  withCounterUser,
} from "./counter-service.js";
import { issuanceErrors } from "./issuance-errors.js";
import { issuingErrors } from "./issuing-errors.js";
import type { Certificate } from "./issuing-link.js";
import { demandOpen, type Undelivered } from "./undelivered.js";

type Given = ResultOf<"issuance.issue">;

/** What goes over the wire of a certificate. */
export const givenAs = (requestId: string, kind: string, { serial, pdf, replaced }: Certificate): Given => ({
  ...{ requestId, kind, serial, pdf: pdf.toString("base64"), replaced: [...replaced] },
});

/** `issuance.kinds`: what the holder of the card can have now. Nothing is sent to the application. */
export const kinds =
  (ports: DaemonPorts, links: CounterLinks): Handler<"issuance.kinds"> =>
  async ({ readerId, serviceId }, call) => {
    const counter = counterService(ports, links, call.session.municipality, serviceId);
    return withCounterUser(ports, counter, call, { readerId }, async ({ identity, number }) => {
      const offers = await counter.link.offers(number);
      return {
        cardId: identity.cardId,
        kinds: offers.map(({ refused, ...one }) => (refused ? { ...one, refused } : one)),
      };
    });
  };

/**
 * `issuance.issue` (窓口交付機能, R-SYS-17). In order: the office's hours and the server itself, the gates of use, whether this kind can be had,
 * mutual authentication, the limit, the PIN, the number; only then is a certificate asked for. What is refused before the PIN uses no try.
 */
export const issue =
  (ports: DaemonPorts, links: CounterLinks, undelivered: Undelivered): Handler<"issuance.issue"> =>
  async ({ requestId, readerId, cardId, serviceId, kind, pin }, call) => {
    const counter = counterService(ports, links, call.session.municipality, serviceId);
    call.facts({ request: requestId, kind });
    return undelivered.alone(call.session.municipality, requestId, async () => {
      const before = await undelivered.find(call.session.municipality, requestId);
      if (before !== undefined) {
        call.target(before.cardId);
        const asked = { cardId, serviceId, kind, operatorId: call.session.operatorId };
        if (!isDeepStrictEqual(asked, requestOf(before))) throw issuanceErrors.error("other-request");
        demandOpen(before);
        // The PIN was right under this id. Its holder is there as long as the card is; without it there is `issuance.reprint`.
        return withCounterUser(ports, counter, call, { readerId, cardId }, async () =>
          givenAs(requestId, kind, await undelivered.again(counter.link, before, call)),
        );
      }
      await counter.link.demandOpen();
      return withCounterUser(ports, counter, call, { readerId, cardId }, async (user, card) => {
        demandOffered(await counter.link.offers(user.number), kind);
        const application = await openAtCounter(ports, counter.service, card);
        await verifyAtCounter(ports, counter, card, application, call, pin);
        const number = await readNumber(application, counter.service);
        if (number !== user.number) throw issuanceErrors.error("number-differs");
        // A stop that came while the PIN was being entered still counts.
        await demandNotStopped(ports.store.stops, card.identity.cardId);
        const asked = askedNow(ports, call, user, { requestId, kind });
        const certificate = await ask(ports, counter, asked, number);
        await demandStillThere(application, counter, asked, undelivered);
        call.facts({ serial: certificate.serial });
        return givenAs(requestId, kind, certificate);
      });
    });
  };

const requestOf = ({ cardId, serviceId, kind, operatorId }: IssuanceRecord) => ({
  ...{ cardId, serviceId, kind, operatorId },
});

function askedNow(
  { clock }: DaemonPorts,
  { session, correlationId }: Call<OperatorSession>,
  { use }: CounterUser,
  { requestId, kind }: Pick<IssuanceRecord, "requestId" | "kind">,
): IssuanceRecord {
  const now = clock.now();
  return {
    ...{ municipality: session.municipality, requestId, serviceId: use.serviceId, cardId: use.cardId, kind },
    ...{ state: "asked", operatorId: session.operatorId, correlationId, askedAt: now, changedAt: now },
  };
}

/** On disk before the server is asked, and again when it has answered: whatever ends the daemon between, the list tells of it. */
async function ask({ store, clock }: DaemonPorts, { link }: CounterService, asked: IssuanceRecord, number: string) {
  const { requestId, kind } = asked;
  const { issuances } = store.of(asked.municipality);
  await issuances.add(asked);
  let certificate: Certificate;
  try {
    certificate = await link.issue(requestId, number, kind);
  } catch (error) {
    if (issuingErrors.is(error, "unreachable")) {
      throw issuanceErrors.error("unsettled", { requestId, ...error.details }, { cause: error });
    }
    // The server has said that it made none.
    await issuances.change(requestId, { state: "cancelled", changedAt: clock.now() });
    throw error;
  }
  await issuances.change(requestId, { state: "issued", serial: certificate.serial, changedAt: clock.now() });
  return certificate;
}

/** The same card, by its own secure channel. One that went while the server worked takes the certificate with it. */
async function demandStillThere(
  application: CardAppSession,
  { link }: CounterService,
  asked: IssuanceRecord,
  undelivered: Undelivered,
): Promise<void> {
  try {
    await application.state();
  } catch (cause) {
    await undelivered.takeBack(link, asked);
    throw issuanceErrors.error("withdrawn", { requestId: asked.requestId }, { cause });
  }
}
