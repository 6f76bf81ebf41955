import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { wordedFor } from "#card/region/area-name.js";
import type { CardKind } from "#card/region/card-driver.js";
import type { Call, Handler, OperatorSession } from "../../api/call.js";
import { withKnownCard } from "../../cards/known-card.js";
import { demandReader } from "../../cards/reader-scope.js";
import type { DaemonPorts } from "../../main/ports.js";
import { applicationFault, type Fault } from "./area-findings.js";
import { ADVICE, CHECKS, type CheckName, type Diagnosis, type Verdict } from "./findings.js";

/** A fault, and the check that found it. */
interface Found extends Partial<Fault> {
  readonly check: CheckName;
  readonly verdict: Verdict;
  /** Of the card, once it is known. */
  readonly kind?: CardKind;
}

/** What an error while reading the card means; errors that tell nothing about the card are not a diagnosis. */
const BY_CODE: Readonly<Record<string, Found>> = {
  "reader.service-down": { check: "service", verdict: "service" },
  "reader.unknown": { check: "reader", verdict: "reader" },
  "reader.no-card": { check: "card-present", verdict: "no-card" },
  "reader.card-removed": { check: "card-present", verdict: "no-card" },
  "reader.mute-card": { check: "card-answers", verdict: "card-mute" },
  "reader.deadline": { check: "card-answers", verdict: "card-mute" },
  "reader.too-slow": { check: "card-answers", verdict: "card-mute" },
  "card.unsupported": { check: "card-known", verdict: "card-unknown" },
  "card.refused": { check: "area", verdict: "area" },
  "area.bad-record": { check: "area", verdict: "area" },
};

function foundOf(error: unknown, kind?: CardKind): Found {
  const found = isMadoguchiError(error) ? BY_CODE[error.code] : undefined;
  if (found === undefined || !isMadoguchiError(error)) throw error;
  return { ...found, ...(kind && { kind }), finding: { en: error.row.en.cause, ja: error.row.ja.cause } };
}

async function look(ports: DaemonPorts, readerId: string, call: Call<OperatorSession>): Promise<Found | undefined> {
  if (ports.readers.service === "down") return { check: "service", verdict: "service" };
  let kind: CardKind | undefined;
  try {
    return await withKnownCard(ports, readerId, {}, async ({ driver, link, identity }) => {
      kind = identity.kind;
      call.target(identity.cardId);
      await call.stillPermitted();
      const listing = await driver.list(link);
      const fault = await applicationFault(ports, call.session.municipality, identity.cardId, listing);
      return fault && { check: "applications", ...fault };
    });
  } catch (error) {
    return foundOf(error, kind);
  }
}

function report(found: Found | undefined): Diagnosis {
  const faultAt = found === undefined ? CHECKS.length : CHECKS.indexOf(found.check);
  const steps = CHECKS.map((check, index) => {
    if (index === faultAt)
      return { check, result: "fault" as const, ...(found?.finding && { finding: found.finding }) };
    return { check, result: index < faultAt ? ("ok" as const) : ("skipped" as const) };
  });
  const verdict = found?.verdict ?? "ok";
  return { verdict, steps, advice: wordedFor(found?.kind ?? "myna", ADVICE[verdict]) };
}

/** Tells faults of service, reader, card, area and application apart. Reads only: no key, no PIN try, no write (R-AP-11, X-36). */
export const diagnose =
  (ports: DaemonPorts): Handler<"card.diagnose"> =>
  async ({ readerId }, call) => {
    demandReader(ports, readerId, call.session.municipality);
    return report(await look(ports, readerId, call));
  };
