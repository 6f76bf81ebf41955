import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { z } from "zod";
import { packageRoot } from "../../scenario/package-root.js";
import type { TouchTerminal } from "./touch-terminal.js";

const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

const PAGE = "harness/doubles/touch-page/page";
const SERVED: Readonly<Record<string, readonly string[]>> = {
  [`${packageRoot}${PAGE}`]: [".html", ".css", ".svg"],
  [`${packageRoot}dist/${PAGE}`]: [".js"],
};

const pressed = z.strictObject({
  seq: z.int(),
  press: z.discriminatedUnion("act", [
    z.strictObject({ act: z.literal("pin"), pin: z.string().regex(/^[0-9]{1,16}$/) }),
    z.strictObject({ act: z.literal("choose"), kind: z.string().max(32) }),
    z.strictObject({ act: z.literal("insert"), yen: z.int().positive() }),
    z.strictObject({ act: z.literal("cancel") }),
    z.strictObject({ act: z.literal("touch") }),
  ]),
});

/**
 * Serves a terminal's touch page to the browser on the terminal itself: the loopback address alone, asked for by that name and by the page's
 * own script. A PIN comes in the body of a request and goes nowhere but to the card.
 */
export class TouchServer {
  readonly #server: Server;
  /** Ends what is followed, by its answer. */
  readonly #open = new Map<ServerResponse, () => void>();

  private constructor(terminal: TouchTerminal) {
    this.#server = createServer(this.#routes(terminal));
  }

  static async start(terminal: TouchTerminal, port = 0): Promise<TouchServer> {
    const server = new TouchServer(terminal);
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", reject);
      server.#server.listen(port, "127.0.0.1", resolve);
    });
    return server;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    for (const [response, unwatch] of this.#open) {
      unwatch();
      response.end();
    }
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #routes(terminal: TouchTerminal): Express {
    const app = express().disable("x-powered-by").disable("etag");
    app.use((request, response, next) => {
      response.set(HEADERS);
      // A page of elsewhere whose name was made to point here has another host in its question, or another origin.
      const { origin, host } = request.headers;
      const own = [new URL(this.url).host, `127.0.0.1:${new URL(this.url).port}`].includes(host ?? "");
      if (!own || (origin !== undefined && origin !== `http://${host}`)) return void response.status(403).end();
      next();
    });
    app.get("/screen", (_request, response) => this.#follow(terminal, response));
    app.post("/press", express.json({ limit: "2kb" }), ({ body }, response) => {
      const { success, data } = pressed.safeParse(body);
      if (!success) return void response.status(400).end();
      response.status(terminal.press(data.seq, data.press) ? 204 : 409).end();
    });
    for (const [root, extensions] of Object.entries(SERVED)) {
      const files = express.static(root, { index: "index.html", redirect: false, cacheControl: false });
      app.use((request, response, next) => {
        const wanted = request.path === "/" ? ".html" : extname(request.path);
        return extensions.includes(wanted) ? files(request, response, next) : next();
      });
    }
    app.use((_request, response) => void response.status(404).end());
    app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
      response.status(400).end();
    });
    return app;
  }

  /** The screen and every change of it, as server-sent events. */
  #follow(terminal: TouchTerminal, response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
    const unwatch = terminal.watch((screen) => response.write(`data: ${JSON.stringify(screen)}\n\n`));
    this.#open.set(response, unwatch);
    response.once("close", () => {
      unwatch();
      this.#open.delete(response);
    });
  }
}
