import type { CardIdentity } from "#card/region/card-driver.js";
import type { Call, OperatorSession } from "../api/call.js";
import type { CertificateOffer as Offer } from "../api/contract/interface/index.js";
import { type KnownCard, withKnownCard } from "../cards/known-card.js";
import { demandReader } from "../cards/reader-scope.js";
import { cachedFacts } from "../gates/card-state.js";
import { gateErrors } from "../gates/gate-errors.js";
import { passUseGates, type Use } from "../gates/use-gates.js";
import type { DaemonPorts } from "../main/ports.js";
import { PinGuard } from "../pin/pin-guard.js";
import type { Service } from "../services/service.js";
import { issuanceErrors } from "./issuance-errors.js";
import { type IssuingLink, refusalOf } from "./issuing-link.js";

/** What the counter asks an issuing server. */
export type CounterLink = Pick<
  IssuingLink,
  "pinLimit" | "demandOpen" | "offers" | "issue" | "certificate" | "cancel" | "close"
>;

/** The issuing servers by the id of the service that they stand behind. */
export type CounterLinks = ReadonlyMap<string, CounterLink>;

export interface CounterService {
  readonly service: Service;
  readonly link: CounterLink;
}

/** Someone whose card lies in the reader and who may use the service: by the three gates, unlocked, and with a number of the system. */
export interface CounterUser {
  readonly use: Use;
  readonly identity: CardIdentity;
  readonly number: string;
}

/** Where PINs are asked for in this flow: the limit is min(3, server) by it (R-PIN-04). */
export const CHANNEL = "counter";

/** The service of the operator's municipality, with its issuing server. Throws `issuance.not-offered`. */
export function counterService(
  { services }: Pick<DaemonPorts, "services">,
  links: CounterLinks,
  municipality: string,
  serviceId: string,
): CounterService {
  const service = services.find(municipality, serviceId);
  const link = service?.system.channels?.includes(CHANNEL) ? links.get(service.id) : undefined;
  if (service === undefined || link === undefined) throw issuanceErrors.error("not-offered");
  return { service, link };
}

/** The number that the load wrote into the application, by which the issuing server alone knows this user (R-PRIV-10). */
async function numberOf({ store }: DaemonPorts, { id, system }: Service, municipality: string, cardId: string) {
  const { registrations, systemNumbers } = store.of(municipality);
  const registration = await registrations.live(cardId, id);
  const known = registration && (await systemNumbers.find(system.id, registration.userId));
  if (known === undefined) throw gateErrors.error("not-registered");
  return known.number;
}

/**
 * Holds the card in the operator's reader, passes the gates of use and runs `serve`: nothing has been sent to the application by then.
 * Throws `gate.*`, `pin.locked`, `reader.*`, `card.unsupported`.
 */
export function withCounterUser<T>(
  ports: DaemonPorts,
  { service }: CounterService,
  call: Call<OperatorSession>,
  { readerId, cardId }: { readonly readerId: string; readonly cardId?: string },
  serve: (user: CounterUser, card: KnownCard) => Promise<T>,
): Promise<T> {
  const { municipality } = call.session;
  demandReader(ports, readerId, municipality);
  return withKnownCard(ports, readerId, {}, async (card) => {
    const { identity } = card;
    call.target(identity.cardId);
    call.facts({ reader: readerId, service: service.id });
    // While it waited for the card, the right may have been taken away.
    await call.stillPermitted();
    if (cardId !== undefined && cardId !== identity.cardId) throw gateErrors.error("another-card");
    // A municipality certifies its own residents: who is registered at a partner is served there (R-KIOSK-02).
    const { cardId: own } = identity;
    const use: Use = { sharers: [municipality], cardId: own, serviceId: service.id, channel: CHANNEL };
    call.facts(cachedFacts(await passUseGates(ports, use)));
    await new PinGuard(ports).demandUnlocked(own, service.aid);
    const number = await numberOf(ports, service, municipality, own);
    return serve({ use, identity, number }, card);
  });
}

/** The kind among what the server offers. Throws `issuing.unknown-kind`, and the server's reason for one that it does not give now. */
export function demandOffered(offers: readonly Offer[], kind: string): Offer {
  const offer = offers.find((one) => one.kind === kind);
  if (offer === undefined) throw refusalOf("issuing.unknown-kind");
  if (offer.refused !== undefined) throw refusalOf(offer.refused);
  return offer;
}
