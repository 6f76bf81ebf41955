import type { IncomingMessage, ServerResponse } from "node:http";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { type HandOverListenerOptions, handOverListener } from "#access/index.js";
import { DoubleServer, type DoubleServerOptions } from "./double-server.js";

/** What a double does to a message instead of what it should. `deaf`: it takes it, and the line breaks before its answer. */
export type HandOverFault = "silent" | "error" | "refuse" | "deaf";

/** `counter`: the one that hands users over (R-NET-07), by the common name of its certificate. */
export interface HandOverEndpointOptions extends DoubleServerOptions, HandOverListenerOptions {
  /** Code of the answer to what is no request of the double's own. */
  readonly badRequest: string;
  /** More that is asked of the system, on the same port. It answers its own refusals. */
  readonly routes?: (app: Express) => void;
  /** Asked at each message. */
  readonly fault?: (request: IncomingMessage) => HandOverFault | undefined;
}

/**
 * Where a business system (業務システム) takes hand-over messages and is asked for what it knows, as the published interface says: a server
 * around the access module's part of it. The doubles of business systems, issuing server and library stand on it.
 */
export class HandOverEndpoint {
  readonly #server: DoubleServer;

  private constructor(server: DoubleServer) {
    this.#server = server;
  }

  static async start(options: HandOverEndpointOptions): Promise<HandOverEndpoint> {
    const { badRequest, routes, fault: faultOf } = options;
    let fault: HandOverFault | undefined;
    const listener = handOverListener({
      ...options,
      declines: async (message) => fault === "refuse" || ((await options.declines?.(message)) ?? false),
    });
    const app = express().disable("x-powered-by");
    app.use(async (request: Request, response: Response, next: NextFunction) => {
      fault = request.method === "POST" && request.path === "/users" ? faultOf?.(request) : undefined;
      if (fault === "silent" || fault === "error") {
        request.resume();
        if (fault === "error") response.status(500).end();
        return;
      }
      if (!(await listener(request, fault === "deaf" ? deaf(response) : response))) next();
    });
    app.use(express.json({ limit: "64kb" }));
    routes?.(app);
    app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
      response.status(400).json({ code: badRequest });
    });
    return new HandOverEndpoint(await DoubleServer.start(options, app));
  }

  get port(): number {
    return this.#server.port;
  }

  /** Address of the system, without a path: what the conformance run is given. */
  get origin(): string {
    return this.#server.url;
  }

  /** Where it takes hand-over messages: the `delivery.url` of the daemon's configuration. */
  get url(): string {
    return `${this.#server.url}/users`;
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

/** The line breaks before the answer. */
function deaf(response: ServerResponse): ServerResponse {
  return Object.create(response, { writeHead: { value: () => response.destroy() } }) as ServerResponse;
}
