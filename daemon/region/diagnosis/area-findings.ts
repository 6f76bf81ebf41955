import type { AreaListing, CardAppEntry } from "#card/region/card-driver.js";
import type { Bilingual } from "../../api/contract/index.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { Verdict } from "./findings.js";

/** A fault that was found, as verdict and in words. */
export interface Fault {
  readonly verdict: Verdict;
  readonly finding: Bilingual;
}

const STATES = {
  loading: { en: "was loaded in part only", ja: "搭載が途中で止まっています" },
  installed: { en: "is not personalised", ja: "個別化が済んでいません" },
} as const;

function ofEntry({ aid, state, municipality }: CardAppEntry): Fault | undefined {
  if (state !== "loading" && state !== "installed") return undefined;
  // An application that is not of our package format, a driving licence say, has no personalisation that we could miss.
  if (state === "installed" && municipality === undefined) return undefined;
  const { en, ja } = STATES[state];
  return { verdict: "application", finding: { en: `Application ${aid} ${en}.`, ja: `カードAP ${aid} は${ja}。` } };
}

/** An application that our own registrations say is on the card, and that is not. */
async function missing(
  { municipalities, services, store }: DaemonPorts,
  municipality: string,
  cardId: string,
  listing: AreaListing,
): Promise<Fault | undefined> {
  const { area, applications } = listing;
  if (area.state !== "set" || !municipalities.homesOf(municipality).includes(area.municipality)) return undefined;
  for (const service of services.of(municipality)) {
    const registration = await store.of(municipality).registrations.live(cardId, service.id);
    if (registration?.state !== "active" || applications.some(({ aid }) => aid === service.aid)) continue;
    return {
      verdict: "application",
      finding: {
        en: `Application ${service.aid} is registered for this card, but it is not on it.`,
        ja: `カードAP ${service.aid} は利用登録されていますが、カードに搭載されていません。`,
      },
    };
  }
  return undefined;
}

/** The first fault of the applications in the area: incomplete ones before missing ones before locked ones. */
export async function applicationFault(
  ports: DaemonPorts,
  municipality: string,
  cardId: string,
  listing: AreaListing,
): Promise<Fault | undefined> {
  for (const entry of listing.applications) {
    const fault = ofEntry(entry);
    if (fault !== undefined) return fault;
  }
  const lost = await missing(ports, municipality, cardId, listing);
  if (lost !== undefined) return lost;
  const locked = listing.applications.find(({ state }) => state === "locked");
  return (
    locked && {
      verdict: "locked",
      finding: { en: `Application ${locked.aid} is locked.`, ja: `カードAP ${locked.aid} がロックされています。` },
    }
  );
}
