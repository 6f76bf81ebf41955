import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type Express, type Response } from "express";
import type { Health } from "./contract/http.js";

/** Headers of every answer: the page runs its own scripts only, is framed by nobody and talks to nobody else. */
const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Strict-Transport-Security": "max-age=31536000",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/** The counter page: compiled scripts beside this module, page, style and pictures from the sources. */
const SCRIPTS = fileURLToPath(new URL("../counter", import.meta.url));
const PAGES = fileURLToPath(new URL("../../../daemon/counter", import.meta.url));
const SERVED: Readonly<Record<string, readonly string[]>> = {
  [SCRIPTS]: [".js"],
  [PAGES]: [".html", ".css", ".svg", ".png", ".woff2"],
};

/** The plain HTTPS side of the daemon: its health and the counter page. */
export function httpApp(health: () => Promise<Health>): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use((_request, response, next) => {
    response.set(HEADERS);
    next();
  });
  app.get("/health", async (_request, response) => {
    const state = await health();
    response.status(state.status === "ok" ? 200 : 503).json(state);
  });
  for (const [root, extensions] of Object.entries(SERVED)) {
    const files = express.static(root, {
      index: "index.html",
      dotfiles: "ignore",
      redirect: false,
      cacheControl: false,
    });
    app.use((request, response, next) => {
      const wanted = request.path === "/" ? ".html" : extname(request.path);
      return extensions.includes(wanted) ? files(request, response, next) : next();
    });
  }
  app.use((_request, response) => notFound(response));
  // Express shows stack traces by default; a stranger gets none.
  app.use((_error: unknown, _request: express.Request, response: Response, _next: express.NextFunction) => {
    response.status(400).json({ error: "bad request" });
  });
  return app;
}

function notFound(response: Response): void {
  response.status(404).json({ error: "not found" });
}
