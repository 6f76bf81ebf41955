import { z } from "zod";
import { scenarioSchema } from "./schema.js";

/** The published JSON Schema of the scenario language, for editors: draft 2020-12, of the form in which authors write. */
export function scenarioJsonSchema(): string {
  const schema = z.toJSONSchema(scenarioSchema, { io: "input", target: "draft-2020-12" });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
