import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express, { type Express, type Response } from "express";
import type { PrintDesk } from "../forms/print-desk.js";
import type { Health } from "./contract/http.js";
import { counterPage } from "./counter-page.js";
import { plainAddress } from "./plain-address.js";

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

export interface HttpPorts {
  health(): Promise<Health>;
  /** Forms that lie ready to be fetched. */
  readonly prints: Pick<PrintDesk, "take">;
}

/** The plain HTTPS side of the daemon: its health, the counter page, and forms that a session asked for. */
export function httpApp({ health, prints }: HttpPorts): Express {
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
  app.get("/forms/:token", async (request, response) => {
    const found = await prints.take(request.params.token, plainAddress(request.socket.remoteAddress));
    if (found === "nothing") return notFound(response);
    if (found === "busy") return void response.status(503).set("Retry-After", "5").json({ error: "busy" });
    response.type("application/pdf").set("Content-Disposition", `inline; filename="${found.name}"`);
    // Drawn as it is read: a client that reads slowly holds up its own file alone. A drawing that fails breaks the file off.
    await pipeline(Readable.from(found.open()), response).catch(() => response.destroy());
  });
  app.use(counterPage());
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
