import { z } from "zod";
import { roleNames } from "../api/contract/index.js";
import { pinChannels } from "../pin/effective-limit.js";
import { auditConfig } from "./audit.js";
import { handOverFields } from "./delivery.js";
import { endpoint, group, jointService } from "./groups.js";
import { issuing } from "./issuing.js";
import { initialSettingMode, keyConfig } from "./keys.js";
import { knownEquipment } from "./known-equipment.js";
import { operatorCard } from "./operator-cards.js";
import { residentConfig } from "./residents.js";
import { csConfig } from "./status.js";

const code = z.string({ error: 'a text of five digits in quotes, such as "13101"' }).regex(/^\d{5}$/, {
  error: 'five digits in quotes, without the check digit, such as "13101"',
});
const id = z.string().regex(/^[\x21-\x7e]{1,64}$/, { error: "1 to 64 printable ASCII characters without blanks" });
const text = z.string().min(1, { error: "must not be empty" });
const path = text;
const bilingual = z.strictObject({ en: text, ja: text });
const fingerprint = z
  .string()
  .regex(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, { error: "a SHA-256 fingerprint: 32 hexadecimal octets" })
  .transform((value) => value.replaceAll(":", "").toUpperCase());
const aid = z
  .string({ error: "an AID in quotes" })
  .regex(/^([0-9A-Fa-f]{2}){5,16}$/, { error: "5 to 16 hexadecimal octets" })
  .transform((value) => value.toUpperCase());

const listen = z.strictObject({
  host: text.default("127.0.0.1"),
  port: z.int().min(0).max(65_535).default(8443),
  /** Origins beside the daemon's own whose pages may connect. */
  origins: z.array(z.url({ error: "an origin such as https://counter.example.lg.jp" })).default([]),
  /** Peers that may connect, as addresses or CIDR ranges; empty: whoever reaches the address (R-NET-06). */
  allow: z.array(text).default([]),
  /** Must be true to listen on an address that is not of a closed network (R-NET-05). */
  exposed: z.boolean().default(false),
});

const service = z.strictObject({
  id,
  name: bilingual,
  number: z.int().min(1).max(255),
  /** Which of the eleven examples of the guide's I.1 it is (1 to 11); the open last one when left out (R-SVC-11). */
  example: z.int().min(1).max(11).optional(),
  aid,
  package: path,
  /** Without an ordinance the service is known but nothing can be loaded for it (R-AREA-10). */
  ordinance: text.optional(),
  /** Whether municipalities of the same group use it jointly (R-SHARE-02). */
  shared: z.boolean().default(false),
  serviceKey: z.strictObject({ file: path }),
  /**
   * The secret of this application's card references, where another installation has it already: the keys on its cards hang from it
   * (decision 0024). Without it the daemon makes one at its first start. Never for the business system.
   */
  cardRefKey: z.strictObject({ file: path }).optional(),
  firstRecords: z
    .array(z.strictObject({ file: z.int().min(1).max(30), record: z.int().min(1).max(254), text: z.string() }))
    .default([]),
  system: z.strictObject({
    id,
    name: bilingual.optional(),
    certificateFingerprint: fingerprint,
    /** Where it asks for PINs, the usual channel first: it decides which limit of wrong entries holds (R-PIN-08). */
    channels: z.array(z.enum(pinChannels)).min(1).default(["own"]),
    ...handOverFields,
    issuing: issuing.optional(),
    /** The same system at municipalities of the group that the service is shared with. */
    endpoints: z.array(endpoint).default([]),
  }),
});

const areaKeys = z
  .array(
    z.strictObject({
      keyId: id,
      generation: z.int().min(1).max(127, { error: "a key version, 1 to 127" }),
      file: path,
    }),
  )
  .default([]);

const municipality = z.strictObject({
  code,
  name: text,
  /** The login method at initial setting (R-OPR-06): cards and fingers are registered by somebody who is logged in, who then changes it. */
  login: z.literal("password").default("password"),
  operatorCard: operatorCard.optional(),
  initialSetting: initialSettingMode,
  areaKeys,
  /** Municipalities that it succeeded by a merger, with the area keys that their cards stand under (R-CARD-06, A-22). */
  predecessors: z.array(z.strictObject({ code, name: text, areaKeys })).default([]),
  /** Public key (PEM) that this municipality's packages are signed under. */
  packageSigner: path,
  services: z.array(service).default([]),
  residents: residentConfig.prefault({}),
  /** Shared services of the group that this municipality offers too. */
  jointServices: z.array(jointService).default([]),
});

const operator = z.strictObject({
  municipality: code,
  id,
  name: text,
  roles: z.array(z.enum(roleNames)).min(1, { error: "at least one role" }),
  passwordFile: path,
});

/** A municipality on another system, with which hand-over tickets are exchanged: its public keys as a JSON Web Key Set. */
const partner = z.strictObject({ code, name: text, keys: path, predecessors: z.array(code).default([]) });

/** The configuration file. Paths are relative to the file itself. Secrets are never in it, only in files that it names. */
export const configSchema = z.strictObject({
  listen: listen.prefault({}),
  /** Directory of the database, the logs and, in development, the daemon's own CA and key-encryption key. */
  data: path,
  /** A municipality's own certificate; absent: a development CA is made in the data directory. */
  tls: z.strictObject({ cert: path, key: path, ca: path }).optional(),
  login: z
    .strictObject({
      failures: z.int().min(1).max(20).default(5),
      lockMinutes: z.int().min(1).max(1440).default(15),
      shortestPassword: z.int().min(8).max(64).default(12),
      /** How alike two captures of a finger must be, from 0 to 1. */
      fingerprintThreshold: z.number().min(0.3).max(1).default(0.6),
      idleMinutes: z.int().min(1).max(480).default(10),
    })
    .prefault({}),
  municipalities: z.array(municipality).min(1, { error: "at least one municipality" }),
  /** Joint use (共同利用); a municipality that is alone needs none (R-SHARE-07). */
  groups: z.array(group).default([]),
  partners: z.array(partner).default([]),
  operators: z.array(operator).default([]),
  cs: csConfig,
  cards: z
    .strictObject({
      /** Vendor files (docs/how-to/add-a-vendor.md): cards of these vendors are known beside those that the product knows. */
      vendors: z.array(path).default([]),
      /** Whether cards whose channel stands on Triple DES (dialect gp-scp02) are known; false strikes the cipher out. */
      tripleDes: z.boolean().default(true),
    })
    .prefault({}),
  readers: z
    .strictObject({
      backend: z.literal("pcsc").default("pcsc"),
      /** Whose counter a reader stands on, by a part of its name; the first that fits. Needed where several share the system. */
      owners: z.array(z.strictObject({ reader: text, municipality: code })).default([]),
    })
    .prefault({}),
  known: knownEquipment.prefault({}),
  keys: keyConfig.prefault({}),
  audit: auditConfig.prefault({}),
});

export type Config = z.output<typeof configSchema>;
export type MunicipalityConfig = Config["municipalities"][number];
export type ServiceConfig = MunicipalityConfig["services"][number];
export type OperatorConfig = Config["operators"][number];
