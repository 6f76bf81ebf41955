import { z } from "zod";
import { profileFile } from "./profile.js";

/** The published JSON Schema of vendor profiles, for editors: draft 2020-12, of the form in which authors write. */
export function profileJsonSchema(): string {
  const { readOnly: _always, ...schema } = z.toJSONSchema(profileFile, {
    io: "input",
    target: "draft-2020-12",
    reused: "ref",
  });
  const about = { title: "Madoguchi vendor profile", description: "One vendor's card: docs/how-to/add-a-vendor.md" };
  return `${JSON.stringify({ ...about, ...schema }, null, 2)}\n`;
}
