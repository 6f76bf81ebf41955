import { z } from "zod";
import { stepSchema } from "./steps.js";
import { bilingual, municipalityCode, name, personName, requirementId } from "./texts.js";

const cardFixture = z
  .strictObject({
    profile: z
      .string()
      .regex(/^([a-z][a-z0-9-]*|.*\.yaml)$/, "a profile's name, or the path of a vendor file ending in .yaml")
      .meta({
        description:
          "Vendor profile of the virtual card: a name, or a file relative to this one, which the daemon is given too.",
      }),
    person: personName.meta({ description: "Test resident who holds the card; seed:NAME for a generated one." }),
    reissued: z
      .literal(true)
      .optional()
      .meta({ description: "A later card of the same person, under another number." }),
    status: z.string().default("active").meta({ description: "Operation status that the Juki-net CS double tells." }),
    settingKey: z
      .enum(["own", "foreign"])
      .default("own")
      .meta({ description: "Whether the right to set an area belongs to this municipality's key or to another one." }),
    area: z.enum(["not-set", "own", "foreign"]).default("not-set").meta({
      description: "Area that is on the card beforehand, under this municipality's key or under another one.",
    }),
    areaMunicipality: municipalityCode.optional().meta({
      description:
        "Municipality in whose name that area was set; this one when absent. For cards of people who moved in.",
    }),
    setBy: z
      .string()
      .regex(/^[\x20-\x7e]{1,48}$/, "at most 48 printable ASCII characters")
      .optional()
      .meta({ description: "What set that area: 7.2.1, 7.10.0, or any other name and version (R-MOVE-08)." }),
    issuedBy: z.enum(["own", "neighbour"]).default("own").meta({
      description: "Whose card it is: key, area and applications on it are this municipality's or the neighbour's.",
    }),
    operatorPin: z
      .string()
      .regex(/^\d{6,12}$/, "6 to 12 digits")
      .optional()
      .meta({ description: "Makes it an operator card (操作者識別カード) with this PIN; its area must be set." }),
    applications: z
      .array(name)
      .default([])
      .meta({ description: "Services whose card application is on the card beforehand." }),
  })
  .meta({ description: "A virtual card and what is on it before the first step." });

export type CardFixture = z.infer<typeof cardFixture>;

/** One scenario: what a YAML file under `scenarios/` holds. */
export const scenarioSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/, "an id looks like counter.main-flow"),
    title: bilingual,
    purpose: bilingual.optional().meta({ description: "Why the scenario is there, for the reader of the report." }),
    requirements: z.array(requirementId).min(1),
    requires: z.array(z.string()).default([]).meta({
      description: "Capabilities the target must have; the scenario is skipped, and says so, where one is missing.",
    }),
    fixtures: z.strictObject({
      municipality: name.meta({ description: "File name (without .yaml) under scenarios/fixtures/." }),
      neighbour: name.optional().meta({
        description: "A second municipality on the same daemon (joint use), which cards and residents come from.",
      }),
      group: bilingual.optional().meta({
        description: "Name of the group in which the two use services jointly (共同利用); without it they do not.",
      }),
      initialSetting: z.enum(["operators", "configuration"]).default("configuration").meta({
        description:
          "Who does the municipality's initial setting; where operators do, its area key and the next generation of it lie ready.",
      }),
      clock: z.iso.datetime({ offset: true }).meta({ description: "Time at which the scenario begins." }),
      seed: z.string().min(1).meta({ description: "Seed of every random octet on the target memory." }),
      cards: z.record(name, cardFixture),
    }),
    steps: z.array(stepSchema).min(1),
    teardown: z
      .array(stepSchema)
      .default([])
      .meta({ description: "Steps that run in any case, also after a failure." }),
  })
  .meta({ id: "scenario", title: "Madoguchi scenario", description: "A flow at the counter, replayed and certified." });

export type Scenario = z.infer<typeof scenarioSchema>;
