import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readYaml } from "#card/yaml/yaml-document.js";
import { configErrors, invalidConfig } from "./config-errors.js";
import { absoluteKeys } from "./keys.js";
import { absoluteResidents } from "./residents.js";
import { brokenRules } from "./rules.js";
import { type Config, configSchema } from "./schema.js";
import { absoluteCs } from "./status.js";

/** Makes every path of a configuration absolute, from the directory of its file. */
function absolute(config: Config, directory: string): Config {
  const at = (path: string) => resolve(directory, path);
  const files = <T extends { cert: string; key: string; ca: string }>(group: T): T => ({
    ...group,
    cert: at(group.cert),
    key: at(group.key),
    ca: at(group.ca),
  });
  const keys = ({ areaKeys }: Pick<Config["municipalities"][number], "areaKeys">) =>
    areaKeys.map((key) => ({ ...key, file: at(key.file) }));
  return {
    ...config,
    data: at(config.data),
    ...(config.tls && { tls: files(config.tls) }),
    cs: absoluteCs(config.cs, at),
    cards: { ...config.cards, vendors: config.cards.vendors.map(at) },
    keys: absoluteKeys(config.keys, at),
    audit: { ...config.audit, ...(config.audit.headsFile && { headsFile: at(config.audit.headsFile) }) },
    partners: config.partners.map((partner) => ({ ...partner, keys: at(partner.keys) })),
    operators: config.operators.map((operator) => ({ ...operator, passwordFile: at(operator.passwordFile) })),
    municipalities: config.municipalities.map((municipality) => ({
      ...municipality,
      packageSigner: at(municipality.packageSigner),
      operatorCard: municipality.operatorCard && {
        ...municipality.operatorCard,
        keyFile: at(municipality.operatorCard.keyFile),
      },
      areaKeys: keys(municipality),
      predecessors: municipality.predecessors.map((former) => ({ ...former, areaKeys: keys(former) })),
      residents: absoluteResidents(municipality.residents, at),
      services: municipality.services.map((service) => ({
        ...service,
        package: at(service.package),
        serviceKey: { file: at(service.serviceKey.file) },
        ...(service.cardRefKey && { cardRefKey: { file: at(service.cardRefKey.file) } }),
        system: {
          ...service.system,
          ...(service.system.delivery && { delivery: files(service.system.delivery) }),
          ...(service.system.issuing && { issuing: files(service.system.issuing) }),
        },
      })),
    })),
  };
}

/** Reads a configuration text; `file` names it in errors and is what its paths start from. Throws `config.invalid` with every problem. */
export function parseConfig(text: string, file: string): Config {
  const { document, value, problems } = readYaml(text, configSchema);
  if (value === undefined) throw invalidConfig(file, problems);
  const breaches = brokenRules(value);
  if (breaches.length > 0) {
    throw invalidConfig(
      file,
      breaches.map(({ path, problem }) => document.problem(path, problem)),
    );
  }
  return absolute(value, dirname(resolve(file)));
}

/** Reads the configuration file. Throws `config.unreadable`, `config.invalid`. */
export function loadConfig(file: string): Config {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw configErrors.error("unreadable", { file }, { cause });
  }
  return parseConfig(text, file);
}
