import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import {
  type CatalogueRow,
  type ErrorDetails,
  isMadoguchiError,
  MadoguchiError,
} from "#card/errors/madoguchi-error.js";
import { listenPrivately } from "#simulator/control/server/socket-place.js";
import type { Order } from "./program.js";
import { programErrors } from "./program-errors.js";

/** Names of Unix sockets are short; a store that lies deeper has its socket in a folder of this user's. */
const LONGEST_PATH = 90;
const MOST_LINE = 64 * 1024;

/** Where the double of a store takes its orders: a socket that only this user may open. */
export function controlSocket(store: string): string {
  const own = join(resolve(store), "control.sock");
  if (Buffer.byteLength(own) <= LONGEST_PATH) return own;
  const folder = join(tmpdir(), `madoguchi-doubles-${process.getuid?.() ?? "user"}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${createHash("sha256").update(own).digest("hex").slice(0, 16)}.sock`);
}

type Orders = Readonly<Record<string, Order>>;

interface Ordered {
  readonly order: string;
  readonly params: unknown;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: CatalogueRow & { readonly details: ErrorDetails };
}

/**
 * Takes orders for the double of a store, one JSON line each; those that come before it is up wait. The socket is the store's lock as well.
 * Throws `double.already-running`; gives what ends it.
 */
export async function takeOrders(store: string, orders: Promise<Orders>): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    let octets = 0;
    socket.on("data", (part: Buffer) => {
      octets += part.length;
      if (octets > MOST_LINE) socket.destroy();
    });
    createInterface(socket).once("line", (line) => {
      void answer(line, orders).then((said) => socket.end(`${JSON.stringify(said)}\n`));
    });
  });
  let unlink: () => void;
  try {
    unlink = await listenPrivately(server, controlSocket(store));
  } catch (error) {
    if (isMadoguchiError(error, "desk.already-served")) throw programErrors.error("already-running", { store });
    throw error;
  }
  return async () => {
    unlink();
    const closed = new Promise((done) => server.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
}

async function answer(line: string, coming: Promise<Orders>): Promise<Answer> {
  try {
    const orders = await coming;
    const { order: name, params } = JSON.parse(line) as Ordered;
    const order = Object.hasOwn(orders, name) ? orders[name] : undefined;
    if (order === undefined) throw programErrors.error("bad-order", { order: String(name).slice(0, 64) });
    const { success, data, error } = order.params.safeParse(params);
    if (!success) {
      throw programErrors.error("bad-order", { order: name, place: error.issues[0]?.path.join(".") || "(values)" });
    }
    return { result: (await order.run(data)) ?? {} };
  } catch (thrown) {
    const { row, details } = isMadoguchiError(thrown) ? thrown : programErrors.error("defect");
    return { error: { ...row, details } };
  }
}

/** Gives an order to the double of a store. Throws what the double throws, and `double.not-running`. */
export async function giveOrder(store: string, name: string, params: object): Promise<unknown> {
  const socket = connect(controlSocket(store)).on("error", () => {});
  const said = await new Promise<Answer | undefined>((done) => {
    socket
      .once("close", () => done(undefined))
      .once("connect", () => {
        createInterface(socket).once("line", (line) => done(JSON.parse(line) as Answer));
        socket.write(`${JSON.stringify({ order: name, params })}\n`);
      });
  });
  socket.destroy();
  if (said === undefined) throw programErrors.error("not-running", { store });
  if (said.error === undefined) return said.result;
  const { details, ...row } = said.error;
  throw new MadoguchiError(row, details);
}
