import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";

async function listen(port: number): Promise<Server | undefined> {
  const server = createServer();
  server.listen(port);
  return once(server, "listening").then(
    () => server,
    () => undefined,
  );
}

/** The first of two neighbouring TCP ports that are free now: a vpcd entry takes one for each of its two slots. */
async function freePortPair(): Promise<number> {
  for (;;) {
    const first = await listen(0);
    if (first === undefined) continue;
    const { port } = first.address() as AddressInfo;
    const second = port < 0xffff ? await listen(port + 1) : undefined;
    const free = second !== undefined;
    await Promise.all([first, second].map((server) => server && new Promise((done) => server.close(done))));
    if (free) return port;
  }
}

/** As many such pairs, no two of which overlap. */
export async function freePortPairs(count: number): Promise<number[]> {
  const pairs: number[] = [];
  while (pairs.length < count) {
    const pair = await freePortPair();
    if (!pairs.some((other) => Math.abs(other - pair) < 2)) pairs.push(pair);
  }
  return pairs;
}
