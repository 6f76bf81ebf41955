import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const MAIN = fileURLToPath(new URL("../main.js", import.meta.url));

/** What `--json` says when a double is up. */
export interface Ready {
  readonly double: string;
  readonly addresses: Readonly<Record<string, string>>;
  readonly config?: { readonly at: string; readonly section: Readonly<Record<string, unknown>> };
  readonly orders: readonly string[];
}

export interface StartedDouble extends Ready {
  /** Gives it an order; throws what it prints when it refuses. */
  tell(order: string, values?: Readonly<Record<string, string>>, secret?: readonly [string, string]): Promise<unknown>;
  /** Ends it by SIGTERM, and holds it to a clean end. */
  end(): Promise<void>;
}

/** Starts `madoguchi double NAME` as a user does, each with its own store in the folder and one test authority for all. */
export async function startDouble(folder: string, name: string, ...more: string[]): Promise<StartedDouble> {
  const store = join(folder, "stores", name);
  const args = [MAIN, "double", name, "--store", store, "--pki", join(folder, "development-ca"), "--json", ...more];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const exit = once(child, "exit");
  const wrong: string[] = [];
  createInterface(child.stderr).on("line", (line) => wrong.push(line));
  const tell: StartedDouble["tell"] = (order, values = {}, secret) =>
    new Promise((resolve, reject) => {
      const words = Object.entries(values).map(([key, value]) => `${key}=${value}`);
      const line = [
        MAIN,
        "double",
        "tell",
        name,
        order,
        ...words,
        "--store",
        store,
        ...(secret ? ["--stdin", secret[0]] : []),
      ];
      const told = execFile(process.execPath, line, (error, stdout, stderr) =>
        error === null ? resolve(JSON.parse(stdout)) : reject(new Error(stderr)),
      );
      told.stdin?.end(secret && `${secret[1]}\n`);
    });
  const end = async () => {
    child.kill("SIGTERM");
    expect(await exit, `${name}: ${wrong.join("\n")}`).to.deep.equal([0, null]);
  };
  for await (const line of createInterface({ input: child.stdout }))
    return { ...(JSON.parse(line) as Ready), tell, end };
  throw new Error(`${name} ended before it was up: ${wrong.join("\n")}`);
}
