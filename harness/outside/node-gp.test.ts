import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import { insertCard } from "#simulator/vpcd/index.js";
import { PcscStack } from "../stack/index.js";
import { requireTools } from "./require-tools.fixture.js";
import { testCard } from "./test-card.fixture.js";

/*
 * node-gp, a GlobalPlatform library of others (npm, Apache-2.0, SCP02 only). It is not among our packages: it is tried where somebody
 * has put it, in node_modules (`npm install --no-save node-gp`) or on NODE_PATH.
 */

const CLIENT = fileURLToPath(new URL("../../../harness/outside/node-gp-client.mjs", import.meta.url));

function found(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

describe("node-gp through pcscd", function () {
  this.timeout(60_000);
  let stack: PcscStack;

  before(async function () {
    requireTools(this, found("node-gp") ?? "node-gp (npm install --no-save node-gp)", found("pcsclite") ?? "pcsclite");
    stack = await PcscStack.start();
  });
  after(() => stack?.stop());

  async function tellOf(profile: string): Promise<Record<string, unknown>> {
    const { card } = await testCard("hanako", profile);
    const insertion = insertCard(card, { port: stack.slots[0]!.port });
    try {
      await stack.card(0, "present");
      const args = ["--openssl-legacy-provider", "--no-deprecation", CLIENT, stack.slots[0]!.reader];
      const client = stack.spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      let output = "";
      client.stdout!.on("data", (chunk) => {
        output += String(chunk);
      });
      await once(client, "close");
      return JSON.parse(output);
    } finally {
      await insertion.remove();
      await stack.card(0, "absent");
    }
  }

  for (const profile of ["kikyo", "sumire"]) {
    it(`authenticates with the ${profile} card by its own SCP02, lists it, and may not write without a MAC`, async () => {
      const { packages, applets, install } = await tellOf(profile);
      expect([packages, applets]).to.deep.equal([["A0000001515350"], [toHex(REGIONAL_DOMAIN_AID)]]);
      expect(install).to.match(/^unexpected response 6982 for 80e60c00/);
    });
  }

  it("ends at INITIALIZE UPDATE on a card of SCP03, which it does not speak", async () => {
    expect(await tellOf("aoba")).to.deep.equal({ failure: "init response length incorrect" });
  });
});
