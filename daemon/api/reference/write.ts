import { writeFileSync } from "node:fs";
import { wireSchema } from "./json-schema.js";
import { apiReference } from "./page.js";

/** Where the generated pages stand in a checkout. */
export const referenceFiles = {
  page: new URL("../../../../docs/reference/api.md", import.meta.url),
  schema: new URL("../../../../docs/reference/api.schema.json", import.meta.url),
};

/** The generated texts, by file. */
export function referenceTexts(): Readonly<Record<keyof typeof referenceFiles, string>> {
  return { page: apiReference(), schema: `${JSON.stringify(wireSchema(), null, 2)}\n` };
}

if (process.argv[1] !== undefined && import.meta.url.endsWith("write.js") && process.argv[1].endsWith("write.js")) {
  const texts = referenceTexts();
  writeFileSync(referenceFiles.page, texts.page);
  writeFileSync(referenceFiles.schema, texts.schema);
}
