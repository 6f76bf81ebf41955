import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";

const root = join(import.meta.dirname, "../../..");
const layers = ["access", "bench", "card", "cli", "client", "daemon", "harness", "reports", "simulator"];
const topLevelFolders = new Set([...layers, "docs", "scenarios", "scripts"]);
const outsideTheHouse = new Set(["node_modules", "dist", "out", "coverage"]);

function sources(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return outsideTheHouse.has(entry.name) ? [] : sources(path);
    return /\.(ts|tsx|mts|mjs)$/.test(entry.name) ? [path] : [];
  });
}

const files = [...layers, "scripts"].flatMap(sources).map((path) => ({
  path: relative(".", path),
  text: readFileSync(join(root, path), "utf8"),
}));
const product = files.filter(({ path }) => !path.endsWith(".test.ts"));

/** Lines of the files that match, as `path:line`. */
function places(among: typeof files, pattern: RegExp, except: RegExp): string[] {
  return among
    .filter(({ path }) => !except.test(path))
    .flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [])),
    );
}

describe("the manners of the house", () => {
  it("looks at the whole house", () => {
    expect(layers.filter((layer) => !files.some(({ path }) => path.startsWith(`${layer}/`)))).to.deep.equal([]);
  });

  it("keeps every file at 400 lines or fewer", () => {
    expect(files.filter(({ text }) => text.split("\n").length > 401).map(({ path }) => path)).to.deep.equal([]);
  });

  it("has no stray folder at the top level (R-DSN-12)", () => {
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !outsideTheHouse.has(entry.name))
      .map((entry) => entry.name);
    expect(folders.filter((name) => !topLevelFolders.has(name))).to.deep.equal([]);
  });

  it("reads time and randomness only through what was handed in", () => {
    const reached = /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(\)/;
    const layersWithPorts = product.filter(({ path }) => /^(access|card|client|daemon|simulator)\//.test(path));
    expect(places(layersWithPorts, reached, /^card\/ports\//)).to.deep.equal([]);
  });

  it("crosses from layer to layer by the # imports alone, which the linter watches", () => {
    const leaving = files.flatMap(({ path, text }) =>
      [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.\.?\/[^"]+)"/g)]
        .map(([, target]) => join(path, "..", target!))
        .filter((target) => target.split(sep)[0] !== path.split(sep)[0])
        .map((target) => `${path} -> ${target}`),
    );
    expect(leaving).to.deep.equal([]);
  });

  it("starts on a machine without packages: what npm start and npm test import before their set-up is Node's own or ours", () => {
    const seen = new Set(["scripts/start.mjs", "scripts/test.mjs", "scripts/bench.mjs"]);
    for (const path of seen) {
      const text = files.find((file) => file.path === path)!.text;
      for (const [, target] of text.matchAll(/^(?:import|export)\b[^;]*?"([^"]+)";/gm)) {
        if (target!.startsWith("node:")) continue;
        expect(target, path).to.match(/^\.\.?\//);
        seen.add(join(path, "..", target!));
      }
    }
    expect(seen).to.include("scripts/testing/side-by-side.mjs");
  });

  it("leaves nothing unfinished in the product", () => {
    // Spelt in two halves so that this file does not find itself.
    const unfinished = new RegExp(
      `\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b|not (yet )?implemented`,
    );
    expect(places(files, unfinished, /^$/)).to.deep.equal([]);
  });

  it("runs every test: none is left out or run alone", () => {
    expect(places(files, /\b(it|describe|test)\.(only|skip)\(/, /house-law\.test\.ts$/)).to.deep.equal([]);
  });

  it("prints from the command line and the scripts only", () => {
    expect(places(product, /\bconsole\.(log|info|error|warn)\(/, /^(cli|scripts|bench)\//)).to.deep.equal([]);
  });
});
