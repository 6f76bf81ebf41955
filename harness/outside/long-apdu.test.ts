import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { PcscStack } from "../stack/index.js";
import { requireTools } from "./require-tools.fixture.js";

const SOURCE = fileURLToPath(new URL("../../../harness/outside/send-apdu.c", import.meta.url));
const ATR = Uint8Array.from([0x3b, 0xe0, 0x00, 0xff, 0x81, 0x31, 0xfe, 0x45, 0x14]);

/** Octets that no two places have alike, so that a shift by any amount shows. */
const pattern = (length: number) => Uint8Array.from({ length }, (_, i) => ((i * 2654435761) >>> 13) & 0xff);

describe("long APDUs through pcscd, from a client in C", function () {
  this.timeout(60_000);
  let stack: PcscStack;
  let insertion: Insertion;
  let folder: string;
  let response: Uint8Array;
  let received: Uint8Array | undefined;
  const card: VirtualCard = {
    atr: ATR,
    powerOn: () => ATR,
    reset: () => ATR,
    powerOff: () => {},
    transmit: (command) => {
      received = command.slice();
      return response;
    },
  };

  /** Sends octets to the card; gives the response in hexadecimal, or the client's complaint. */
  const send = async (apdu: Uint8Array): Promise<string> => {
    const client = stack.spawn(join(folder, "send-apdu"), [stack.slots[0]!.reader]);
    const output: string[] = [];
    for (const stream of [client.stdout!, client.stderr!]) stream.on("data", (chunk) => output.push(String(chunk)));
    client.stdin!.end(toHex(apdu));
    await once(client, "close");
    return output.join("");
  };

  before(async function () {
    requireTools(this, "cc", "/usr/include/PCSC/winscard.h");
    folder = mkdtempSync("/tmp/madoguchi-long-");
    const compile = ["-o", join(folder, "send-apdu"), SOURCE, "-I/usr/include/PCSC", "-lpcsclite"];
    const { status, stderr } = spawnSync("cc", compile, { encoding: "utf8" });
    expect(status, stderr).to.equal(0);
    stack = await PcscStack.start();
    insertion = insertCard(card, { port: stack.slots[0]!.port });
    await stack.card(0, "present");
  });
  after(async () => {
    await insertion?.remove();
    await stack?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  for (const length of [4, 261, 262, 4_096, 65_007]) {
    it(`carry a command of ${length} octets`, async () => {
      response = Uint8Array.of(0x90, 0);
      const command = pattern(length);
      command[0] = 0x80;
      expect(await send(command)).to.equal("9000");
      expect(toHex(received!)).to.equal(toHex(command));
    });
  }

  for (const length of [2, 258, 4_098, 65_535]) {
    it(`carry a response of ${length} octets`, async () => {
      response = pattern(length);
      response.set([0x90, 0], length - 2);
      expect(await send(Uint8Array.of(0, 0xb0, 0, 0, 0, 0, 0))).to.equal(toHex(response));
    });
  }

  it("are still carried after a response that was too long for the link, which the client sees as 6F00", async () => {
    response = new Uint8Array(65_536);
    expect(await send(Uint8Array.of(0, 0xb0, 0, 0, 0, 0, 0))).to.equal("6F00");
    response = Uint8Array.of(0x12, 0x34, 0x90, 0);
    expect(await send(Uint8Array.of(0, 0xb0, 0, 0, 0, 0, 0))).to.equal("12349000");
  });
});
