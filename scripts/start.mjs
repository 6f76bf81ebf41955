// `npm start`: makes the machine ready and hands over to the program, in this very process: no child that could stay behind.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, setUp } from "./setup.mjs";

await setUp();
const main = join(ROOT, "dist/cli/main.js");
process.argv.splice(1, 1, main, "start");
await import(pathToFileURL(main).href);
