// Builds the counter page: `node scripts/page.mjs`, or with `--watch` again at each change, readable, for whoever works on it.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage, bundlePage } from "./setup/page.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (process.argv.includes("--watch")) await bundlePage(root, { watch: true });
else {
  try {
    await buildPage(root);
  } catch (error) {
    console.error(error.tail?.join("\n") ?? error);
    process.exit(1);
  }
}
