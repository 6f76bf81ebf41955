import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { toHex } from "#card/bytes/bytes.js";
import { cardAppAid } from "#card/region/aids.js";
import { certificateFingerprint, type TlsFiles } from "#daemon/tls/index.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import { OPERATOR_KEY_VERSION, operatorAid, operatorMaster } from "./operator-card.js";
import { servicePackage } from "./packages.js";
import type { TestSecrets } from "./secrets.js";
import type { TestPki } from "./test-pki.js";

export interface MunicipalityFiles {
  /** Everything is written under this folder. */
  readonly folder: string;
  readonly fixture: MunicipalityFixture;
  readonly secrets: TestSecrets;
  /** A second municipality on the same daemon. */
  readonly neighbour?: Pick<MunicipalityFiles, "fixture" | "secrets"> | undefined;
  readonly pki: TestPki;
  /** Address of the CS double. */
  readonly csUrl: string;
  /** Port that the daemon listens on; 0 for a free one. */
  readonly port?: number;
  /** Absolute paths of vendor files that the daemon is to know. */
  readonly vendorFiles?: readonly string[];
  /** Who does the first municipality's initial setting; the configuration when left out. */
  readonly initialSetting?: "operators" | "configuration";
  /** The `residents` section of the first municipality; plain files are taken when it is absent. */
  readonly residents?: object;
}

/** Writes a test municipality as an administrator would: configuration, key files, packages, passwords. Gives the path of the configuration. */
export async function writeMunicipality({
  folder,
  fixture,
  secrets,
  pki,
  csUrl,
  port = 0,
  vendorFiles = [],
  neighbour,
  residents,
  initialSetting = "configuration",
}: MunicipalityFiles): Promise<string> {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  await pki.install(data);
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return name;
  };
  const client = await pki.client("daemon");
  const cs: TlsFiles = {
    ca: put("cs-ca.pem", pki.ca),
    cert: put("cs-client.pem", client.cert),
    key: put("cs-client-key.pem", client.key),
  };
  const towns = [{ fixture, secrets, prefix: "" }, ...(neighbour ? [{ ...neighbour, prefix: "neighbour-" }] : [])];
  const written = await Promise.all(
    towns.map(({ prefix, ...town }) => writeTown(town, pki, (name, content) => put(`${prefix}${name}`, content))),
  );
  const config = {
    listen: { host: "127.0.0.1", port },
    data: "data",
    municipalities: written.map(({ municipality }, index) => ({
      ...municipality,
      ...(index === 0 ? { initialSetting } : {}),
      ...(index === 0 && residents !== undefined ? { residents } : {}),
    })),
    operators: written.flatMap(({ operators }) => operators),
    cs: { url: csUrl, ...cs, pins: [certificateFingerprint((await pki.server("cs")).cert)] },
    ...(vendorFiles.length === 0 ? {} : { cards: { vendors: vendorFiles } }),
  };
  return join(folder, put("madoguchi.yaml", stringify(config)));
}

/** What one town adds to the configuration, with its files written. */
async function writeTown(
  { fixture, secrets }: Pick<MunicipalityFiles, "fixture" | "secrets">,
  pki: TestPki,
  put: (name: string, content: string | Uint8Array) => string,
) {
  const services = await Promise.all(
    Object.entries(fixture.services).map(async ([id, service]) => ({
      id,
      name: service.name,
      number: service.number,
      aid: toHex(cardAppAid(fixture.code, service.number)),
      package: put(`${id}.cardapp`, servicePackage(fixture, id, secrets).loadFile),
      ordinance: service.ordinance,
      serviceKey: { file: put(`${id}.key`, `${toHex(secrets.serviceMaster(id))}\n`) },
      firstRecords: service.firstRecords,
      system: {
        id: service.system.id,
        name: service.system.name,
        ...(service.system.channels && { channels: service.system.channels }),
        certificateFingerprint: certificateFingerprint((await pki.client(service.system.id)).cert),
      },
    })),
  );
  const municipality = {
    code: fixture.code,
    name: fixture.name.ja,
    initialSetting: "configuration",
    areaKeys: [{ ...fixture.areaKey, file: put("area.key", `${toHex(secrets.areaMaster("own"))}\n`) }],
    operatorCard: {
      aid: toHex(operatorAid(fixture.code)),
      keyVersion: OPERATOR_KEY_VERSION,
      keyFile: put("operator-card.key", `${toHex(operatorMaster(secrets))}\n`),
    },
    packageSigner: put("package-signer.pem", secrets.packageSigner()),
    services,
    // The harness's own residents are made up and lie in no medium.
    residents: { plain: true },
  };
  const operators = Object.entries(fixture.operators).map(([id, { name, roles }]) => ({
    municipality: fixture.code,
    id,
    name,
    roles,
    passwordFile: put(`${id}.password`, `${secrets.password(id)}\n`),
  }));
  return { municipality, operators };
}
