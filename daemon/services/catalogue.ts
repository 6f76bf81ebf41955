import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { toHex } from "#card/bytes/bytes.js";
import { type CardAppPackage, parsePackage, verifyPackage } from "#card/region/index.js";
import type { MunicipalityConfig, ServiceConfig } from "../config/schema.js";
import type { Service, ServiceCatalogue } from "./service.js";
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
  const { id, name, number, aid, ordinance, system } = config;
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
      ...(system.name !== undefined && { name: system.name }),
    },
  };
}

/** Reads the services of every municipality; a package that is not signed by its municipality stops the start. */
export async function openCatalogue(municipalities: readonly MunicipalityConfig[]): Promise<ServiceCatalogue> {
  const services: Service[] = [];
  for (const municipality of municipalities) {
    const signer = await readSigner(municipality.packageSigner);
    for (const service of municipality.services) services.push(await readService(service, municipality, signer));
  }
  return {
    of: (municipality) => services.filter((service) => service.municipality === municipality),
    find: (municipality, id) => services.find((service) => service.municipality === municipality && service.id === id),
    byAid: (aid) => services.find((service) => service.aid === aid),
    bySystem: (systemId) => services.find(({ system }) => system.id === systemId),
  };
}
