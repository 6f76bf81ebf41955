import { join } from "node:path";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { type Identity, issueCertificate } from "#daemon/tls/certificate.js";
import { packageRoot } from "../scenario/package-root.js";
import { type Conformance, type ConformanceOptions, readPublished, runConformance } from "./index.js";

export const PUBLISHED = join(packageRoot, "docs/reference/interface");

const DAY = 86_400_000;

/** Certificates of a town of its own: the counter, another system, a server of the right name and one of a wrong one. */
export interface Town {
  readonly ca: string;
  readonly counter: Identity;
  readonly other: Identity;
  readonly server: Identity;
  readonly misnamed: Identity;
}

export async function makeTown(): Promise<Town> {
  const dated = { notBefore: new Date(systemClock.now() - DAY), days: 30 };
  const authority = await issueCertificate({ commonName: "Town", use: "ca", ...dated }, systemRandom);
  const client = (commonName: string) =>
    issueCertificate({ commonName, use: "client", ...dated }, systemRandom, authority);
  const server = (host: string) =>
    issueCertificate({ commonName: "system", use: "server", hosts: [host], ...dated }, systemRandom, authority);
  const [counter, other, right, misnamed] = [
    await client("counter"),
    await client("somebody"),
    await server("localhost"),
    await server("elsewhere.invalid"),
  ];
  return { ca: authority.cert, counter, other, server: right, misnamed };
}

/** A run against a system of the town. */
export function tryOut(
  { ca, counter, other }: Town,
  against: string,
  more: Partial<ConformanceOptions> = {},
): Promise<Conformance> {
  return runConformance({
    ...{ published: readPublished(PUBLISHED), against, ca, counter, other, system: "vendor" },
    ...{ fields: ["name", "address"], service: "trial", clock: systemClock, random: systemRandom },
    ...more,
  });
}

/** The clauses that do not hold, with what came instead. */
export const brokenOf = ({ clauses }: Conformance): string[] =>
  clauses.filter(({ held }) => !held).map(({ id, saw }) => `${id} ${saw}`);
