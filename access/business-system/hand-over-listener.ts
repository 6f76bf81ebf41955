import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import { type HandOverMessage, handOverMessage } from "#daemon/api/contract/hand-over-message.js";
import {
  interfaceName,
  interfaceVersion,
  MESSAGE_OCTETS,
  type Refusal,
  type SystemDescription,
  type SystemRole,
  type UserState,
} from "#daemon/api/contract/interface/index.js";
import type { Verdict } from "./known-user.js";
import type { UserBook } from "./user-book.js";

export interface HandOverListenerOptions {
  /** The id under which the municipality's configuration knows the system. */
  readonly system: string;
  /** `own` when absent. */
  readonly role?: SystemRole;
  /** The resident data that it needs; it refuses every other one. */
  readonly fields: readonly string[];
  /** Common name of the daemon's certificate: nobody else is answered. The server itself asks for certificates and checks their authority. */
  readonly counter: string;
  readonly book: UserBook;
  /** True for a user whom the system will not have: the operators are shown it. */
  readonly declines?: (message: HandOverMessage) => boolean | Promise<boolean>;
  /** A message was taken, for the first time. */
  readonly taken?: (message: HandOverMessage) => void;
}

const STATUS = {
  "not-the-counter": 403,
  malformed: 400,
  "undeclared-field": 400,
  "out-of-order": 409,
  "id-used": 409,
  "too-large": 413,
  "no-such-user": 404,
  refused: 422,
  "not-found": 404,
} as const satisfies Record<Refusal["code"], number>;

const REFUSING: Partial<Record<Verdict, Refusal>> = {
  "id-used": { code: "id-used" },
  "out-of-order": { code: "out-of-order" },
};

/** Ours are all that lies under these paths; the rest is the system's own. */
const OURS = /^\/(interface|users(\/[^/]*)?)$/;

/** The part of a business system that the interface specifies: give it each request; false means that it is not one of the interface. */
export function handOverListener(options: HandOverListenerOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const path = new URL(request.url ?? "/", "https://system.invalid").pathname;
    if (!OURS.test(path)) return false;
    const answer = await answerTo(options, request, path);
    // The caller is gone: there is nobody to answer.
    if (answer === undefined) return true;
    const body = answer.body === undefined ? "" : JSON.stringify(answer.body);
    // What was not read of a message that is too long must not be taken for the next request.
    const close = answer.status === 413 ? { connection: "close" } : {};
    response
      .writeHead(answer.status, { ...(body !== "" && { "content-type": "application/json" }), ...close })
      .end(body);
    return true;
  };
}

interface Answer {
  readonly status: number;
  readonly body?: SystemDescription | UserState | Refusal;
}

const refuse = (code: Refusal["code"], place?: string): Answer => ({
  status: STATUS[code],
  body: { code, ...(place !== undefined && { place }) },
});

async function answerTo(
  options: HandOverListenerOptions,
  request: IncomingMessage,
  path: string,
): Promise<Answer | undefined> {
  const { system, role = "own", fields, counter, book } = options;
  const peer: unknown = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
  if (peer !== counter) return refuse("not-the-counter");
  const wanted = `${request.method} ${path}`;
  if (wanted === "GET /interface") {
    const about = { versions: [interfaceVersion], system, role, fields: [...fields] };
    return { status: 200, body: { interface: interfaceName, ...about } };
  }
  if (wanted === "POST /users") return take(options, await bodyOf(request));
  const number = /^GET \/users\/([^/]+)$/.exec(wanted)?.[1];
  if (number === undefined) return refuse("not-found");
  const known = await book.user(decoded(number));
  return known === undefined
    ? refuse("no-such-user")
    : { status: 200, body: { number: decoded(number), ...known, fields: { ...known.fields } } };
}

async function take(
  { fields, book, declines, taken }: HandOverListenerOptions,
  body: string | "too-large" | undefined,
): Promise<Answer | undefined> {
  if (body === undefined) return undefined;
  if (body === "too-large") return refuse("too-large");
  const { success, data: message, error } = handOverMessage.safeParse(json(body));
  if (!success) return refuse("malformed", error.issues[0]?.path.join("."));
  const undeclared = Object.keys(message.fields ?? {}).find((name) => !fields.includes(name));
  if (undeclared !== undefined) return refuse("undeclared-field", `fields.${undeclared}`);
  if (await declines?.(message)) return refuse("refused");
  const verdict = await book.take(message);
  const refused = REFUSING[verdict];
  if (refused !== undefined) return refuse(refused.code);
  if (verdict === "taken") taken?.(message);
  return { status: 204 };
}

/** The whole body; undefined when the connection broke before its end. */
function bodyOf(request: IncomingMessage): Promise<string | "too-large" | undefined> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on("data", (part: Buffer) => {
      size += part.length;
      if (size > MESSAGE_OCTETS) resolve("too-large");
      else parts.push(part);
    });
    request.on("end", () => resolve(Buffer.concat(parts).toString()));
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
