import { once } from "node:events";
import { createServer } from "node:net";

/** The wanted port of the loopback address, or undefined when something listens there already. */
export async function portIfFree(port: number): Promise<number | undefined> {
  const probe = createServer().listen(port, "127.0.0.1");
  const free = await once(probe, "listening").then(
    () => true,
    () => false,
  );
  if (!free) return undefined;
  probe.close();
  await once(probe, "close");
  return port;
}
