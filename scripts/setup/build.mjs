import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { step } from "./console.mjs";
import { buildPage } from "./page.mjs";
import { run } from "./run.mjs";

const PAGE = "counter-page";
const OUTPUT = /\.(js|js\.map|d\.ts)$/;

/** Removes compiled files whose source is gone, so that a deleted test does not go on running. */
export function pruneOutput(root) {
  const dist = join(root, "dist");
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true })) {
    // The counter page is put together of many sources, and empties its folder itself.
    if (entry.startsWith(PAGE)) continue;
    if (OUTPUT.test(entry) && !existsSync(join(root, entry.replace(OUTPUT, ".ts")))) rmSync(join(dist, entry));
  }
}

/** What is compiled as it stands: the house, and the page of the kiosk, which runs in a browser. */
const PROJECTS = ["tsconfig.json", "harness/doubles/touch-page/page"];

/** Compiles the sources and builds the counter page, as `npm run build` does it; quick when nothing changed. */
export async function build(root) {
  pruneOutput(root);
  const { bin } = JSON.parse(readFileSync(join(root, "node_modules/typescript/package.json"), "utf8"));
  const compiler = join(root, "node_modules/typescript", bin.tsc);
  await step("build · ビルド", async (tell) => {
    for (const project of PROJECTS) {
      await run(process.execPath, [compiler, "-p", join(root, project)], { cwd: root, tell });
    }
    await buildPage(root, tell);
  });
}
