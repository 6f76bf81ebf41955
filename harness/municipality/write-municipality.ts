import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { toHex } from "#card/bytes/bytes.js";
import { cardAppAid } from "#card/region/aids.js";
import { certificateFingerprint, type TlsFiles } from "#daemon/tls/index.js";
import type { Bilingual } from "../evidence/types.js";
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
  readonly neighbour?: Pick<MunicipalityFiles, "fixture" | "secrets" | "residents"> | undefined;
  readonly pki: TestPki;
  /** Address of the CS double. */
  readonly csUrl: string;
  /** Port that the daemon listens on; 0 for a free one. */
  readonly port?: number;
  /** Absolute paths of vendor files that the daemon is to know. */
  readonly vendorFiles?: readonly string[];
  /** Who does the first municipality's initial setting; the configuration when left out. */
  readonly initialSetting?: "operators" | "configuration";
  /** The next generation of the first municipality's area key lies ready too. */
  readonly nextKey?: boolean;
  /** Name of the group in which the two use services jointly. */
  readonly group?: Bilingual | undefined;
  /** Where business systems take hand-over messages, by service. */
  readonly deliveries?: ReadonlyMap<string, string>;
  /** Where issuing servers serve the counter, by service. */
  readonly issuing?: ReadonlyMap<string, string>;
  /** More of the section of the CS. Unless told otherwise it tells nothing by itself: a scenario has its changes at its own time. */
  readonly cs?: object | undefined;
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
  nextKey = false,
  group,
  deliveries = new Map(),
  issuing = new Map(),
  cs: csOver = { push: { enabled: false } },
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
  const terminal = issuing.size === 0 ? undefined : await pki.client(COUNTER_TERMINAL);
  const counter = terminal && {
    ca: cs.ca,
    cert: put("counter-terminal.pem", terminal.cert),
    key: put("counter-terminal-key.pem", terminal.key),
  };
  const issuingOf = (service: string) => {
    const url = issuing.get(service);
    return url === undefined ? {} : { issuing: { url, ...counter } };
  };
  const towns = [{ fixture, secrets, prefix: "" }, ...(neighbour ? [{ ...neighbour, prefix: "neighbour-" }] : [])];
  const written = await Promise.all(
    towns.map(({ prefix, ...town }, index) => {
      const partner = group && towns[1 - index]?.fixture.code;
      const putOwn = (name: string, content: string | Uint8Array) => put(`${prefix}${name}`, content);
      return writeTown(town, { folder, pki, put: putOwn, partner, cs, deliveries, issuingOf });
    }),
  );
  const members = towns.map((town) => town.fixture.code);
  const config = {
    listen: { host: "127.0.0.1", port },
    data: "data",
    municipalities: written.map(({ municipality }, index) => ({
      ...municipality,
      ...(index === 0 ? { initialSetting } : {}),
      ...(index === 0 && nextKey ? { areaKeys: [...municipality.areaKeys, nextAreaKey(fixture, secrets, put)] } : {}),
      ...residentsOf(index === 0 ? residents : neighbour?.residents),
    })),
    operators: written.flatMap(({ operators }) => operators),
    ...(group === undefined ? {} : { groups: [{ id: "group", name: group, members }] }),
    cs: { url: csUrl, ...cs, pins: [certificateFingerprint((await pki.server("cs")).cert)], ...csOver },
    ...(vendorFiles.length === 0 ? {} : { cards: { vendors: vendorFiles } }),
  };
  return join(folder, put("madoguchi.yaml", stringify(config)));
}

const residentsOf = (residents: object | undefined) => (residents === undefined ? {} : { residents });

function nextAreaKey(
  { areaKey: { keyId, generation } }: MunicipalityFixture,
  secrets: TestSecrets,
  put: TownSurroundings["put"],
) {
  return { keyId, generation: generation + 1, file: put("area-next.key", `${toHex(secrets.areaMaster("next"))}\n`) };
}

/** Name of the certificate by which an issuing server knows the counter: another than the one that hands users over. */
export const COUNTER_TERMINAL = "counter-terminal";

/** Under which id a system is reached from the partner's window. */
export const partnerWindow = (systemId: string): string => `${systemId}-partner`;

/** The file of a service's package. The services of both towns have different ids. */
const packageFile = (service: string): string => `${service}.cardapp`;

/** Writes one service's package, as an administrator who got a version of it. */
export function writePackage(
  folder: string,
  fixture: MunicipalityFixture,
  service: string,
  secrets: TestSecrets,
): string {
  const { loadFile } = servicePackage(fixture, service, secrets);
  writeFileSync(join(folder, packageFile(service)), loadFile, { mode: 0o600 });
  return packageFile(service);
}

interface TownSurroundings {
  readonly folder: string;
  readonly pki: TestPki;
  readonly put: (name: string, content: string | Uint8Array) => string;
  /** Municipality that shared services are used with. */
  readonly partner: string | undefined;
  /** The daemon's certificate towards other systems. */
  readonly cs: TlsFiles;
  readonly deliveries: ReadonlyMap<string, string>;
  /** The section of a service's issuing server, if it has one. */
  readonly issuingOf: (service: string) => object;
}

/** What one town adds to the configuration, with its files written. */
async function writeTown(
  { fixture, secrets }: Pick<MunicipalityFiles, "fixture" | "secrets">,
  { folder, pki, put, partner, cs, deliveries, issuingOf }: TownSurroundings,
) {
  const fingerprintOf = async (systemId: string) => certificateFingerprint((await pki.client(systemId)).cert);
  const services = await Promise.all(
    Object.entries(fixture.services).map(async ([id, service]) => ({
      id,
      name: service.name,
      number: service.number,
      aid: toHex(cardAppAid(fixture.code, service.number)),
      package: writePackage(folder, fixture, id, secrets),
      ordinance: service.ordinance,
      serviceKey: { file: put(`${id}.key`, `${toHex(secrets.serviceMaster(id))}\n`) },
      cardRefKey: { file: put(`${id}-card-refs.key`, `${toHex(secrets.cardRefKey(id))}\n`) },
      firstRecords: service.firstRecords,
      system: {
        id: service.system.id,
        name: service.system.name,
        ...(service.system.channels && { channels: service.system.channels }),
        certificateFingerprint: await fingerprintOf(service.system.id),
        ...(deliveries.has(id) && {
          conforming: true,
          fields: service.system.fields,
          delivery: { url: deliveries.get(id), ...cs },
        }),
        ...issuingOf(id),
        ...(partner !== undefined &&
          service.shared && {
            endpoints: [
              {
                id: partnerWindow(service.system.id),
                municipality: partner,
                certificateFingerprint: await fingerprintOf(partnerWindow(service.system.id)),
              },
            ],
          }),
      },
      ...(partner !== undefined && service.shared && { shared: true }),
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
    ...(partner !== undefined && {
      jointServices: Object.entries(fixture.jointServices).map(([id, joint]) => ({ id, ...joint })),
    }),
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
