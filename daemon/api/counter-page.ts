import { existsSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RequestHandler } from "express";

/** The counter page as `scripts/page.mjs` built it. */
const BUILT = fileURLToPath(new URL("../../counter-page", import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** How a file may be packed, the best first, and under which ending it lies beside the file. */
const PACKED = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

/** A file with a digest of itself in its name never changes; all others are asked for anew each time. */
const HASHED = /^\/assets\/[^/]+-[\w-]{8}\.\w+$/;
const FOR_EVER = "public, max-age=31536000, immutable";

/**
 * Serves the built counter page: the files that were there at the start and nothing else, packed as the browser takes them. No path of a
 * request ever reaches the file system.
 */
export function counterPage(folder: string = BUILT): RequestHandler {
  const there = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const names = new Set(there.map((name) => `/${name.replaceAll("\\", "/")}`));
  return (request, response, next) => {
    const name = request.path === "/" ? "/index.html" : request.path;
    const type = TYPES[extname(name)];
    if (!["GET", "HEAD"].includes(request.method) || type === undefined || !names.has(name)) return next();
    const packed = PACKED.find(([coding, ending]) => names.has(name + ending) && request.acceptsEncodings(coding));
    response.set({ "Content-Type": type, Vary: "Accept-Encoding" });
    if (packed) response.set("Content-Encoding", packed[0]);
    if (HASHED.test(name)) response.set("Cache-Control", FOR_EVER);
    response.sendFile(join(folder, name) + (packed?.[1] ?? ""), { cacheControl: false, dotfiles: "deny" });
  };
}
