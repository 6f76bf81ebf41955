import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { step, warn } from "./console.mjs";
import { run } from "./run.mjs";

const DOWNLOAD_LIMIT_MS = 30_000;
const BUILD_LIMIT_MS = 15 * 60_000;

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** True when node_modules holds exactly what the lock file says: npm writes down there what it installed. */
function upToDate(root) {
  const installedPath = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedPath)) return false;
  const installed = readJson(installedPath).packages;
  const wanted = readJson(join(root, "package-lock.json")).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const there = installed[path];
    return there === undefined ? entry.optional === true : there.integrity === entry.integrity;
  });
}

/** Runs `npm ci` when node_modules is missing or not what the lock file says. Compiles nothing yet. */
export async function installModules(root) {
  if (upToDate(root)) return;
  if (lstatSync(join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) {
    return warn("node_modules is a link to another place and differs from the lock file: left as it is");
  }
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  await step("npm packages · npmパッケージ", (tell) =>
    npm?.endsWith(".js")
      ? run(process.execPath, [npm, ...args], { cwd: root, tell })
      : run("npm", args, { cwd: root, tell }),
  );
}

/** True when the module loads in this Node: its binary is there, and of the right ABI. */
function loads(root, name) {
  return (
    spawnSync(process.execPath, ["-e", `require(${JSON.stringify(name)})`], { cwd: root, stdio: "ignore" }).status === 0
  );
}

/** The names of the native modules that do not load here. */
export function missingNatives(root) {
  return ["sqlite3", ...(process.platform === "linux" ? ["pcsclite"] : [])].filter((name) => !loads(root, name));
}

function nodeGyp(root, name, tell) {
  // The headers of this very Node, where they came with it: nothing to download then.
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, "include/node/node.h")) ? [`--nodedir=${prefix}`] : [];
  const tool = join(root, "node_modules/node-gyp/bin/node-gyp.js");
  const cwd = join(root, "node_modules", name);
  return run(process.execPath, [tool, "rebuild", ...headers], { cwd, tell, timeoutMs: BUILD_LIMIT_MS });
}

/** Fetches or compiles the native modules that do not load. SQLite is necessary; without pcsclite there is no PC/SC. */
export async function buildNatives(root, names) {
  if (names.includes("sqlite3")) {
    const download = () =>
      run(process.execPath, [join(root, "node_modules/prebuild-install/bin.js"), "-r", "napi"], {
        cwd: join(root, "node_modules/sqlite3"),
        timeoutMs: DOWNLOAD_LIMIT_MS,
      });
    const downloaded = await download().then(
      () => loads(root, "sqlite3"),
      () => false,
    );
    if (!downloaded) {
      await step("compile SQLite, about two minutes · SQLiteをコンパイル（約2分）", (tell) =>
        nodeGyp(root, "sqlite3", tell),
      );
    }
  }
  if (names.includes("pcsclite")) {
    await step("compile the PC/SC binding · PC/SC接続部をコンパイル", (tell) => nodeGyp(root, "pcsclite", tell)).catch(
      () => warn("no PC/SC binding: the in-process reader is used · プロセス内リーダを使用します"),
    );
  }
}
