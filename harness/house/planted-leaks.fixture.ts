import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { describe, it } from "mocha";

/** Tests that leave open what the environment names, run by `end-of-run.test.ts` in a process of its own. */
const leaks: Readonly<Record<string, () => Promise<void> | void>> = {
  async server() {
    const server = createServer((socket) => void socket).listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connect((server.address() as AddressInfo).port, "127.0.0.1", () => undefined);
    await once(client, "connect");
  },
  timer: () => void setInterval(function plantedTick() {}, 3_600_000),
  child: () => void spawn("sleep", ["1234"], { stdio: "ignore" }).once("exit", () => undefined),
  failure() {
    throw new Error("planted");
  },
  exit: () => process.exit(3),
  process: () => spawn("sleep", ["1235"], { stdio: "inherit", detached: true }).unref(),
};

describe("A test run with planted leaks", () => {
  it("passes", () => undefined);
  for (const leak of (process.env["PLANTED_LEAKS"] ?? "").split(" ")) {
    if (leak !== "") it(`leaves a ${leak} behind`, () => leaks[leak]?.());
  }
});
