import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { packageRoot } from "../scenario/package-root.js";
import { generatedPages } from "./generated-pages.js";

/** `npm run docs`: writes every generated page anew. */
for (const [file, text] of Object.entries(await generatedPages())) {
  mkdirSync(dirname(`${packageRoot}${file}`), { recursive: true });
  writeFileSync(`${packageRoot}${file}`, text);
}
