import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { toHex } from "#card/bytes/bytes.js";
import { type CardAppPackage, parsePackage, verifyPackage } from "#card/region/index.js";
import type { Config, MunicipalityConfig, ServiceConfig } from "../config/schema.js";
import { municipalitiesOf } from "../municipalities/municipalities.js";
import { endpointOf, type Service, type ServiceCatalogue } from "./service.js";
import { serviceErrors } from "./service-errors.js";

async function read(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw serviceErrors.error("unreadable", { file }, { cause });
  }
}

async function readSigner(file: string): Promise<KeyObject> {
  const pem = await read(file);
  try {
    return createPublicKey(Buffer.from(pem));
  } catch (cause) {
    throw serviceErrors.error("unreadable", { file }, { cause });
  }
}

function firstRecords({ id, firstRecords: records }: ServiceConfig, pkg: CardAppPackage): Service["firstRecords"] {
  return records.map(({ file, record, text }) => {
    const data = new TextEncoder().encode(text);
    const target = pkg.files.find((candidate) => candidate.id === file);
    if (target === undefined || record > target.records || data.length > target.recordSize) {
      throw serviceErrors.error("bad-record", { service: id, file, record });
    }
    return { file, record, data };
  });
}

/** Reads and verifies one service's package. Throws `service.*` and `package.*`. */
async function readService(
  config: ServiceConfig,
  { code: municipality, predecessors }: MunicipalityConfig,
  signer: KeyObject,
): Promise<Service> {
  const { id, name, number, example, aid, ordinance, system } = config;
  const pkg = parsePackage(await read(config.package));
  verifyPackage(pkg, signer);
  // A service may go on with the application that a predecessor's cards carry (R-CARD-06).
  const homes = [municipality, ...predecessors.map(({ code }) => code)];
  if (toHex(pkg.aid) !== aid || !homes.includes(pkg.municipality)) {
    const details = { service: id, aid: toHex(pkg.aid), municipality: pkg.municipality };
    throw serviceErrors.error("not-as-configured", details);
  }
  return {
    id,
    municipality,
    name,
    number,
    ...(example !== undefined && { example }),
    aid,
    package: pkg,
    ...(ordinance !== undefined && { ordinance }),
    firstRecords: firstRecords(config, pkg),
    system: {
      id: system.id,
      certificateFingerprint: system.certificateFingerprint,
      channels: system.channels,
      conforming: system.conforming,
      fields: system.fields,
      ...(system.delivery !== undefined && { delivery: system.delivery }),
      ...(system.issuing !== undefined && { issuing: system.issuing }),
      endpoints: system.endpoints,
      ...(system.name !== undefined && { name: system.name }),
    },
  };
}

/** A shared service as a partner offers it: the same in all, but for the ordinance that it rests on there (R-SVC-12). */
function offeredUnder({ ordinance: _, ...service }: Service, ordinance: string | undefined): Service {
  return { ...service, ...(ordinance !== undefined && { ordinance }) };
}

/** Reads the services of every municipality; a package that is not signed by its municipality stops the start. */
export async function openCatalogue(
  municipalities: readonly MunicipalityConfig[],
  groups: Config["groups"],
): Promise<ServiceCatalogue> {
  const { jointWith } = municipalitiesOf(municipalities, [], groups);
  const services: Service[] = [];
  for (const municipality of municipalities) {
    const signer = await readSigner(municipality.packageSigner);
    for (const one of municipality.services) {
      const service = await readService(one, municipality, signer);
      services.push(one.shared ? { ...service, sharedWith: jointWith(municipality.code) } : service);
    }
  }
  return catalogueOf(services, municipalities);
}

/** The catalogue over services that were read: each municipality has its own and those of partners that it offers too. */
export function catalogueOf(
  services: readonly Service[],
  municipalities: readonly Pick<MunicipalityConfig, "code" | "jointServices">[],
): ServiceCatalogue {
  const offered = new Map(
    municipalities.map(({ code, jointServices }) => [
      code,
      [
        ...services.filter(({ municipality }) => municipality === code),
        ...jointServices.flatMap(({ id, ordinance }) =>
          services
            .filter((service) => service.id === id && service.sharedWith?.includes(code))
            .map((service) => offeredUnder(service, ordinance)),
        ),
      ],
    ]),
  );
  const of = (municipality: string) => offered.get(municipality) ?? [];
  return {
    of,
    find: (municipality, id) => of(municipality).find((service) => service.id === id),
    byAid: (aid) => services.find((service) => service.aid === aid),
    bySystem: (systemId) => services.find((service) => endpointOf(service, systemId) !== undefined),
  };
}
