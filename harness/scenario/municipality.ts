import { z } from "zod";
import { bilingual, municipalityCode, name, personName } from "./texts.js";

const access = z.enum(["system", "pin", "never"]);

const service = z.strictObject({
  name: bilingual,
  number: z.int().min(1).max(255),
  version: z.string().default("1.0.0"),
  ordinance: z.string().meta({ description: "The ordinance that allows the service (R-SVC-12)." }),
  files: z
    .array(
      z.strictObject({
        id: z.int().min(1).max(30),
        records: z.int().min(1).max(254),
        recordSize: z.int().min(1).max(255),
        access: z.strictObject({ read: access, update: access }),
      }),
    )
    .min(1),
  pin: z.strictObject({ tries: z.int().min(1).max(15), minLength: z.int(), maxLength: z.int() }),
  shared: z.boolean().default(false).meta({ description: "Used jointly where the scenario has a group." }),
  system: z.strictObject({
    id: name,
    name: bilingual,
    delivery: z
      .boolean()
      .default(false)
      .meta({ description: "Follows the interface: a double takes hand-over messages, and is told of stops." }),
    issuing: z
      .boolean()
      .default(false)
      .meta({ description: "Is a certificate issuing server, which takes hand-over messages and serves terminals." }),
    library: z
      .boolean()
      .default(false)
      .meta({ description: "Is a library system, which takes hand-over messages and serves at its window." }),
    fields: z.array(z.string()).default([]).meta({ description: "Resident data that it is told." }),
    channels: z
      .array(z.enum(["counter", "kiosk", "machine", "library", "own"]))
      .min(1)
      .optional()
      .meta({ description: "Where the system asks for PINs, the usual channel first; its own counter when absent." }),
  }),
  firstRecords: z
    .array(z.strictObject({ file: z.int(), record: z.int(), text: z.string() }))
    .default([])
    .meta({ description: "Records written at personalisation." }),
});

/** One municipality of the test world: what its configuration file would say, without any key. */
export const municipalitySchema = z
  .strictObject({
    code: municipalityCode,
    name: bilingual,
    areaKey: z.strictObject({ keyId: z.string(), generation: z.int().min(1).max(127) }),
    operators: z.record(name, z.strictObject({ name: z.string(), roles: z.array(z.string()).min(1) })),
    services: z.record(name, service),
    jointServices: z
      .record(name, z.strictObject({ ordinance: z.string() }))
      .default({})
      .meta({ description: "Services of a partner that are offered here too, where the scenario has a group." }),
    residents: z.array(personName).meta({ description: "Test residents in the municipality's resident file." }),
  })
  .meta({ id: "municipality", title: "Madoguchi municipality fixture" });

export type MunicipalityFixture = z.infer<typeof municipalitySchema>;
export type ServiceFixture = MunicipalityFixture["services"][string];
