import { wireSchema } from "#daemon/api/reference/json-schema.js";
import { apiReference } from "#daemon/api/reference/page.js";
import { profileJsonSchema } from "#simulator/profiles/json-schema.js";
import { profilesPage } from "../profiles/profiles-page.js";
import { scenarioJsonSchema } from "../scenario/json-schema.js";
import { deskReference, deskSchema } from "./desk-page.js";
import { errorsPage } from "./errors-page.js";

/** Every page and schema that the code declares, under its path in a checkout. */
export async function generatedPages(): Promise<Readonly<Record<string, string>>> {
  return {
    "docs/reference/api.md": apiReference(),
    "docs/reference/api.schema.json": `${JSON.stringify(wireSchema(), null, 2)}\n`,
    "docs/reference/card-desk.md": deskReference(),
    "docs/reference/card-desk.schema.json": `${JSON.stringify(deskSchema(), null, 2)}\n`,
    "docs/reference/errors.md": await errorsPage(),
    "docs/reference/profile.schema.json": profileJsonSchema(),
    "docs/reference/profiles.md": await profilesPage(),
    "docs/reference/scenario.schema.json": scenarioJsonSchema(),
  };
}
