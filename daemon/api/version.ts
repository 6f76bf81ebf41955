import { readFileSync } from "node:fs";

/** Name and version of this server, from the package it was built from. */
export const serverIdentity: { readonly name: string; readonly version: string } = {
  name: "madoguchi",
  version: JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version,
};
