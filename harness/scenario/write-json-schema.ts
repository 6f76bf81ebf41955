import { writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "./json-schema.js";
import { packageRoot } from "./package-root.js";

/** `node dist/harness/scenario/write-json-schema.js` writes the published schema anew after a change of the language. */
writeFileSync(`${packageRoot}docs/reference/scenario.schema.json`, scenarioJsonSchema());
