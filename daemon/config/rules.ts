import { BlockList, isIP } from "node:net";
import { coreFields } from "../residents/file/resident-line.js";
import { addRange } from "./addresses.js";
import { brokenGroupRules } from "./groups.js";
import { residentBreaches } from "./residents.js";
import type { Config } from "./schema.js";

/** A rule that one schema field cannot tell alone: what is wrong, and where. */
export interface RuleBreach {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
}

const closed = new BlockList();
closed.addSubnet("127.0.0.0", 8);
closed.addSubnet("10.0.0.0", 8);
closed.addSubnet("172.16.0.0", 12);
closed.addSubnet("192.168.0.0", 16);
closed.addSubnet("169.254.0.0", 16);
closed.addAddress("::1", "ipv6");
closed.addSubnet("fc00::", 7, "ipv6");
closed.addSubnet("fe80::", 10, "ipv6");

/** True for an address of this machine or of a closed network (RFC 1918, RFC 4193); `0.0.0.0` and `::` are not. */
export function isClosedAddress(host: string): boolean {
  if (host === "localhost") return true;
  const version = isIP(host);
  return version !== 0 && closed.check(host, version === 6 ? "ipv6" : "ipv4");
}

function repeated<T>(items: readonly T[], key: (item: T) => string): [number, string][] {
  const seen = new Set<string>();
  return items.flatMap((item, index): [number, string][] => {
    const value = key(item);
    if (seen.has(value)) return [[index, value]];
    seen.add(value);
    return [];
  });
}

/** What the whole configuration must keep beside the shape of its fields. */
export function brokenRules(config: Config): RuleBreach[] {
  const breaches: RuleBreach[] = [];
  const breach = (path: readonly PropertyKey[], problem: string) => breaches.push({ path, problem });
  const { host, exposed, allow } = config.listen;
  if (!isClosedAddress(host) && !exposed) {
    breach(
      ["listen", "host"],
      "not an address of this machine or a closed network; write exposed: true to listen on it all the same (R-NET-05)",
    );
  }
  allow.forEach((range, index) => {
    if (!addRange(new BlockList(), range)) breach(["listen", "allow", index], "an address or a CIDR range");
  });
  const codes = new Set(config.municipalities.map(({ code }) => code));
  for (const [index, code] of repeated(config.municipalities, ({ code }) => code)) {
    breach(["municipalities", index, "code"], `municipality ${code} is there twice`);
  }
  // A card's municipality code must say whose card it is: nobody is succeeded by two, or by one and still there.
  const taken = new Set(codes);
  config.municipalities.forEach(({ predecessors }, m) => {
    predecessors.forEach(({ code }, p) => {
      if (taken.has(code)) {
        breach(["municipalities", m, "predecessors", p, "code"], `municipality ${code} is there already`);
      }
      taken.add(code);
    });
  });
  config.partners.forEach(({ code }, index) => {
    if (taken.has(code)) breach(["partners", index, "code"], `municipality ${code} is there already`);
    taken.add(code);
  });
  config.municipalities.forEach(({ residents }, m) => {
    for (const { path, problem } of residentBreaches(residents)) {
      breach(["municipalities", m, "residents", ...path], problem);
    }
  });
  breaches.push(...brokenGroupRules(config));
  const services = config.municipalities.flatMap(({ services }, m) =>
    services.map((service, s) => ({ service, path: ["municipalities", m, "services", s] })),
  );
  for (const field of ["id", "aid"] as const) {
    for (const [index, value] of repeated(services, ({ service }) => service[field])) {
      breach([...services[index]!.path, field], `${field} ${value} is there twice`);
    }
  }
  // One application, one business system: the pair is the application firewall (R-SEC-01). Its endpoints are of that one.
  const systems = services.flatMap(({ service: { system }, path }) => [
    { id: system.id, fingerprint: system.certificateFingerprint, path: [...path, "system"] },
    ...system.endpoints.map((one, e) => ({
      ...{ id: one.id, fingerprint: one.certificateFingerprint },
      path: [...path, "system", "endpoints", e],
    })),
  ]);
  for (const [index, value] of repeated(systems, (system) => system.id)) {
    breach([...systems[index]!.path, "id"], `system ${value} is there twice`);
  }
  // Who holds one certificate is one system: it must not be able to log in as another.
  for (const [index] of repeated(systems, ({ fingerprint }) => fingerprint)) {
    breach(
      [...systems[index]!.path, "certificateFingerprint"],
      "another system has this certificate; each needs its own (R-SEC-01)",
    );
  }
  for (const { service, path } of services) {
    const { conforming, delivery, fields, issuing, channels } = service.system;
    if (issuing !== undefined && !channels.includes("counter")) {
      breach([...path, "system", "issuing"], "for certificates at the counter the system needs the channel counter");
    }
    // The number that the issuing server knows the user by is the one that the load writes where nothing else is configured.
    if (issuing !== undefined && service.firstRecords.length > 0) {
      breach(
        [...path, "firstRecords"],
        "none for an application that certificates are issued with: the load writes the number",
      );
    }
    if (!conforming && (delivery !== undefined || fields.length > 0)) {
      breach(
        [...path, "system", "conforming"],
        "a system that does not follow the interface is told nothing (R-EXT-03)",
      );
    }
  }
  config.municipalities.forEach(({ services: own, residents }, m) => {
    // A field that nobody has would be told of nobody, and nobody would notice.
    const known = new Set([...coreFields, ...residents.items.map(({ name }) => name), ...residents.tunedItems]);
    own.forEach(({ system: { fields } }, s) => {
      fields.forEach((field, f) => {
        if (!known.has(field)) {
          breach(["municipalities", m, "services", s, "system", "fields", f], `residents have no item ${field}`);
        }
      });
    });
  });
  config.municipalities.forEach(({ initialSetting, areaKeys, predecessors }, m) => {
    if (initialSetting === "configuration" && areaKeys.length === 0) {
      breach(
        ["municipalities", m, "areaKeys"],
        "at least one area key, where the configuration does the initial setting",
      );
    }
    const holders = [
      { areaKeys, path: ["municipalities", m] },
      ...predecessors.map(({ areaKeys }, p) => ({ areaKeys, path: ["municipalities", m, "predecessors", p] })),
    ];
    for (const { areaKeys, path } of holders) {
      for (const [index] of repeated(areaKeys, ({ keyId, generation }) => `${keyId} ${generation}`)) {
        breach([...path, "areaKeys", index], "this key id and generation is there twice");
      }
    }
  });
  config.readers.owners.forEach(({ municipality }, index) => {
    if (!codes.has(municipality)) {
      breach(["readers", "owners", index, "municipality"], `no municipality ${municipality} above`);
    }
  });
  const { systemMunicipality } = config.audit;
  if (systemMunicipality !== undefined && !codes.has(systemMunicipality)) {
    breach(["audit", "systemMunicipality"], `no municipality ${systemMunicipality} above`);
  }
  config.operators.forEach(({ municipality }, index) => {
    if (!codes.has(municipality)) breach(["operators", index, "municipality"], `no municipality ${municipality} above`);
  });
  for (const [index, value] of repeated(config.operators, ({ municipality, id }) => `${municipality} ${id}`)) {
    breach(["operators", index, "id"], `operator ${value} is there twice`);
  }
  return breaches;
}
