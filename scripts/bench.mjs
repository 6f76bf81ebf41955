// `npm run bench`: a table; `npm run -s bench -- --json [ids…]`: one JSON array on the standard output and nothing else.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, setUp } from "./setup.mjs";

await setUp({ peers: true, output: process.stderr });
const main = join(ROOT, "dist/cli/main.js");
process.argv.splice(1, 1, main, "bench");
await import(pathToFileURL(main).href);
