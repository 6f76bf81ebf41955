import { once } from "node:events";
import { createServer } from "node:http";
import express, { type ErrorRequestHandler, type Request, type Response } from "express";
import type { z } from "zod";
import { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { isMissing, issueWords } from "#card/yaml/issue-words.js";
import type { CardDesk } from "../card-desk.js";
import { deskErrors } from "../errors.js";
import { FOLLOW, type Operation, operations } from "../operations.js";
import { listenPrivately } from "./socket-place.js";

/** Longest request body: a fault may carry the octets of an answer. */
const MOST_BODY = "256kb";
const MOST_CONNECTIONS = 128;
const REQUEST_TIMEOUT_MS = 30_000;

export interface ServeOptions {
  /** Path of the Unix domain socket. */
  readonly socket: string;
  /** Told of errors that nobody foresaw. */
  readonly onDefect?: (error: unknown) => void;
}

/** A desk that is served. */
export interface ServedDesk {
  readonly socket: string;
  /** Ends the service and removes the socket; the desk itself stays. */
  close(): Promise<void>;
}

/** The HTTP status of an error: what a client may react to without reading the code. */
function statusOf({ code }: MadoguchiError): number {
  if (code === "desk.bad-message" || code === "desk.bad-params") return 400;
  if (code === "desk.defect") return 500;
  return code.startsWith("desk.unknown-") ? 404 : 409;
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  const issue = error.issues[0]!;
  throw deskErrors.error("bad-params", {
    place: issue.path.join("."),
    problem: issueWords(issue, isMissing(body, issue.path)),
  });
}

/**
 * Serves a desk as HTTP with JSON on a Unix domain socket of mode 0600, and on no network: `POST /v1/NAME` with the parameters as the
 * body, for every operation. Throws `desk.bad-socket` and `desk.already-served`.
 */
export async function serveDesk(desk: CardDesk, { socket, onDefect }: ServeOptions): Promise<ServedDesk> {
  const ended = new AbortController();
  const followers = new Set<Promise<void>>();
  const run = async (request: Request, response: Response) => {
    const name = String(request.params["name"]);
    if (name === FOLLOW.name) {
      const following = follow(parse(FOLLOW.params, request.body ?? {}), response);
      followers.add(following);
      return following.finally(() => followers.delete(following));
    }
    if (!Object.hasOwn(operations, name)) throw deskErrors.error("unknown-operation", { name: name.slice(0, 64) });
    const { params, run }: Operation = operations[name as keyof typeof operations] as Operation;
    response.json({ result: await run(desk, parse(params, request.body ?? {})) });
  };

  const follow = async (filter: z.output<typeof FOLLOW.params>, response: Response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const over = AbortSignal.any([gone.signal, ended.signal]);
    response.status(200).type("application/x-ndjson").flushHeaders();
    for await (const entry of desk.trace.follow(filter, over)) {
      // Whoever reads slowly holds up nobody: what the log has let go by then is a gap for him.
      if (!response.write(`${JSON.stringify(entry)}\n`))
        await once(response, "drain", { signal: over }).catch(() => {});
    }
    // The last line must be out before the connection is cut; one that nobody reads is cut as it is.
    if (!gone.signal.aborted && !response.writableNeedDrain) await new Promise<void>((sent) => response.end(sent));
  };

  const refuse: ErrorRequestHandler = (thrown, _request, response, _next) => {
    if (response.headersSent) return void response.destroy();
    let error = thrown as MadoguchiError;
    let status = 500;
    if (thrown instanceof MadoguchiError) status = statusOf(error);
    else if (typeof thrown?.type === "string" && thrown.status < 500) {
      // Told by the body parser: too large, cut off, no JSON.
      status = thrown.status;
      error = deskErrors.error("bad-message", { problem: thrown.type });
    } else {
      onDefect?.(thrown);
      error = deskErrors.error("defect");
    }
    const { code, en, ja } = error.row;
    response.status(status).json({ error: { code, details: error.details, en, ja } });
  };

  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.use(express.json({ limit: MOST_BODY, type: () => true }));
  app.post("/v1/:name", async (request, response) => {
    await run(request, response);
  });
  app.use((request) => {
    throw deskErrors.error("unknown-operation", { name: `${request.method} ${request.path.slice(0, 64)}` });
  });
  app.use(refuse);

  const server = createServer(app);
  server.maxConnections = MOST_CONNECTIONS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  const remove = await listenPrivately(server, socket);
  return {
    socket,
    close: async () => {
      remove();
      ended.abort();
      const closed = once(server, "close");
      server.close();
      await Promise.allSettled(followers);
      server.closeAllConnections();
      await closed;
    },
  };
}
