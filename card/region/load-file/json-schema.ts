import { z } from "zod";
import { definitionSchema } from "./definition.js";

/** The published JSON Schema of card-application definitions, for editors: draft 2020-12. */
export function definitionJsonSchema(): string {
  const schema = z.toJSONSchema(definitionSchema, { io: "input", target: "draft-2020-12", reused: "ref" });
  const about = {
    title: "Madoguchi card application",
    description: "Definition of a card application, for `madoguchi package build`",
  };
  return `${JSON.stringify({ ...about, ...schema }, null, 2)}\n`;
}
