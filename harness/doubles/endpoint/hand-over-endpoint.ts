import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { handOverMessage } from "#daemon/api/contract/hand-over-message.js";
import type { HandOverMessage } from "#daemon/services/hand-over/message.js";
import { DoubleServer, type DoubleServerOptions, peerName } from "./double-server.js";

/** What comes of a message: taken when undefined, else a status, or no answer: `lost` when the line breaks before it, `silent` for ever. */
export type Taken = number | "lost" | "silent" | undefined;

export interface HandOverEndpointOptions extends DoubleServerOptions {
  readonly clientCa: string;
  /** Common name of the daemon's certificate: the one that hands users over (R-NET-07); any of the authority when absent. */
  readonly daemon?: string | undefined;
  /** Code of the answer to what is no message. */
  readonly badRequest: string;
  /** More that is asked of the system, on the same port. It answers its own refusals. */
  readonly routes?: (app: Express) => void;
  take(message: HandOverMessage): Taken | Promise<Taken>;
}

/**
 * Where a business system (業務システム) takes hand-over messages: `POST /users`, answered with 204; 403 for others than the daemon, 400 for
 * what is no message. The doubles of business systems, issuing server and library stand on it.
 */
export class HandOverEndpoint {
  readonly #server: DoubleServer;

  private constructor(server: DoubleServer) {
    this.#server = server;
  }

  static async start({
    daemon,
    badRequest,
    routes,
    take,
    ...server
  }: HandOverEndpointOptions): Promise<HandOverEndpoint> {
    const app = express().disable("x-powered-by");
    app.use(express.json({ limit: "64kb" }));
    app.post("/users", async ({ body, socket }: Request, response: Response) => {
      if (daemon !== undefined && peerName(socket) !== daemon) return void response.status(403).end();
      const { success, data } = handOverMessage.safeParse(body);
      if (!success) return void response.status(400).json({ code: badRequest });
      const taken = await take(data);
      if (taken === "lost") socket.destroy();
      else if (taken !== "silent") response.status(taken ?? 204).end();
    });
    routes?.(app);
    app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
      response.status(400).json({ code: badRequest });
    });
    return new HandOverEndpoint(await DoubleServer.start(server, app));
  }

  get port(): number {
    return this.#server.port;
  }

  /** Address of the system, without a path. */
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
