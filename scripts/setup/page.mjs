import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { run } from "./run.mjs";

/** Where the counter page is built to, and served from. */
const OUTPUT = "dist/counter-page";
const SOURCE = "daemon/counter";
/** Besides the page's own files: what it is compiled against and by. */
const ALSO = ["package-lock.json", "tsconfig.json", "scripts/setup/page.mjs"];
const CONTRACT = "daemon/api/contract";
const STAMP = ".built-from";
/** Smaller files gain nothing by being packed. */
const SMALLEST = 512;

function filesOf(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Digest of everything that the built page is made from. */
function digestOf(root) {
  const hash = createHash("sha256");
  const files = [...filesOf(root, SOURCE), ...filesOf(root, CONTRACT), ...ALSO.map((file) => join(root, file))];
  for (const file of files) hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

/** Lays a `.br` and a `.gz` beside each built file, so that the daemon packs nothing while it serves. */
function compress(folder) {
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !/\.(js|css|html|svg)$/.test(file.name)) continue;
    const path = join(file.parentPath, file.name);
    const octets = readFileSync(path);
    if (octets.length < SMALLEST) continue;
    writeFileSync(`${path}.br`, brotliCompressSync(octets, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    writeFileSync(`${path}.gz`, gzipSync(octets, { level: 9 }));
  }
}

/** Writes the page anew with Vite; nothing of it is put into the HTML, which the Content-Security-Policy would refuse. */
export async function bundlePage(root, { watch = false } = {}) {
  const { build } = await import("vite");
  return build({
    configFile: false,
    root: join(root, SOURCE),
    base: "./",
    publicDir: "public",
    logLevel: "warn",
    clearScreen: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: join(root, OUTPUT),
      emptyOutDir: true,
      target: "es2023",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      ...(watch && { watch: {}, minify: false }),
    },
  });
}

/** Checks the types of the counter page and builds it; does nothing when nothing changed since. */
export async function buildPage(root, tell = () => {}) {
  const digest = digestOf(root);
  const stamp = join(root, OUTPUT, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return false;
  const { bin } = JSON.parse(readFileSync(join(root, "node_modules/typescript/package.json"), "utf8"));
  const compiler = join(root, "node_modules/typescript", bin.tsc);
  await run(process.execPath, [compiler, "-p", join(root, SOURCE)], { cwd: root, tell });
  rmSync(stamp, { force: true });
  await bundlePage(root);
  compress(join(root, OUTPUT));
  writeFileSync(stamp, digest);
  return true;
}
