import { writeFileSync } from "node:fs";
import { packageRoot } from "../scenario/package-root.js";
import { generatedPages } from "./generated-pages.js";

/** `npm run docs`: writes every generated page anew. */
for (const [file, text] of Object.entries(await generatedPages())) writeFileSync(`${packageRoot}${file}`, text);
