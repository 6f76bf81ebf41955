/**
 * Entry of the client of the pass-through benchmark: a business system in a process of its own, as it is at the counter.
 * Started by `WebSocketSide`, never by hand; it logs in with the order that it gets first, then runs one block for each order.
 */
import { WebSocket } from "ws";
import { DaemonLink } from "#access/daemon-link.js";

export interface LogIn {
  readonly url: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly systemId: string;
  /** The reader's name, as PC/SC gives it. */
  readonly reader: string;
}

export interface Block {
  /** In hexadecimal, and the whole response that must come. */
  readonly command: string;
  readonly answer: string;
  readonly warmUps: number;
  readonly count: number;
}

export type Order = { readonly logIn: LogIn } | { readonly block: Block };
/** `application`: the AID that the daemon has selected. `times`: microseconds of each exchange. */
export type Report =
  | { readonly loggedIn: true }
  | { readonly application: string; readonly times: readonly number[] }
  | { readonly failed: string };

let link: DaemonLink;
let readerId: string;

async function logIn({ url, ca, cert, key, systemId, reader }: LogIn): Promise<Report> {
  link = await DaemonLink.start(() => new WebSocket(url, { ca, cert, key }), { systemId });
  readerId = link.view.readers.find(({ name }) => name === reader)!.id;
  return { loggedIn: true };
}

async function runBlock({ command, answer, warmUps, count }: Block): Promise<Report> {
  const { handle, aid } = await link.call("access.open", { readerId });
  const times: number[] = [];
  for (let exchange = -warmUps; exchange < count; exchange++) {
    const start = performance.now();
    const { response } = await link.call("access.transmit", { handle, command });
    const took = 1000 * (performance.now() - start);
    if (response !== answer) throw new Error(`the card answered ${response}, not ${answer}`);
    if (exchange >= 0) times.push(took);
  }
  await link.call("access.close", { handle });
  return { application: aid, times };
}

process.on("message", async (order: Order) => {
  const done = "logIn" in order ? logIn(order.logIn) : runBlock(order.block);
  process.send?.(await done.catch((error: unknown): Report => ({ failed: String(error) })));
});
process.on("disconnect", () => process.exit(0));
