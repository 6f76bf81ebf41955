import { definitionJsonSchema } from "#card/region/load-file/json-schema.js";
import { asyncApi } from "#daemon/api/reference/asyncapi.js";
import { interfaceDocuments } from "#daemon/api/reference/interface/documents.js";
import { wireSchema } from "#daemon/api/reference/json-schema.js";
import { openApi } from "#daemon/api/reference/openapi.js";
import { apiReference } from "#daemon/api/reference/page.js";
import { inventoryJson, inventoryPage } from "#daemon/privacy/inventory/page.js";
import { currentInventory } from "#daemon/privacy/inventory/read-schema.js";
import { tuningJsonSchema } from "#daemon/tuning/schema/tuning-set.js";
import { profileJsonSchema } from "#simulator/profiles/json-schema.js";
import { profilesPage } from "../profiles/profiles-page.js";
import { scenarioJsonSchema } from "../scenario/json-schema.js";
import { deskReference, deskSchema } from "./desk-page.js";
import { errorCodesModule, errorsJson, errorsPage } from "./errors-page.js";

const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;

/** Every page and schema that the code declares, under its path in a checkout. */
export async function generatedPages(): Promise<Readonly<Record<string, string>>> {
  const inventory = await currentInventory();
  return {
    "client/error-codes.ts": await errorCodesModule(),
    "docs/reference/api.md": apiReference(),
    "docs/reference/api.schema.json": json(wireSchema()),
    "docs/reference/asyncapi.json": json(asyncApi()),
    "docs/reference/card-desk.md": deskReference(),
    "docs/reference/card-desk.schema.json": json(deskSchema()),
    "docs/reference/errors.json": json(await errorsJson()),
    "docs/reference/data-inventory.json": inventoryJson(inventory),
    "docs/reference/data-inventory.md": inventoryPage(inventory),
    "docs/reference/errors.md": await errorsPage(),
    ...Object.fromEntries(
      Object.entries(interfaceDocuments()).map(([name, document]) => [
        `docs/reference/interface/${name}`,
        typeof document === "string" ? document : json(document),
      ]),
    ),
    "docs/reference/openapi.json": json(openApi()),
    "docs/reference/package.schema.json": definitionJsonSchema(),
    "docs/reference/profile.schema.json": profileJsonSchema(),
    "docs/reference/profiles.md": await profilesPage(),
    "docs/reference/scenario.schema.json": scenarioJsonSchema(),
    "docs/reference/tuning.schema.json": json(tuningJsonSchema()),
  };
}
