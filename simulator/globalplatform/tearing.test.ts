import { expect } from "chai";
import { seededRandom } from "#card/ports/random.js";
import { REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { AREA, deleteAll, LOAD_FILE, loadSteps, runSteps, type Step, setAreaSteps } from "./area-steps.fixture.js";
import { AREA_KEYS, TestCard, type TestCardOptions } from "./gp-card.fixture.js";

/** Challenges are random here: stepping a sequence counter is a write of its own, which the flow below would tear too. */
const OPTIONS: TestCardOptions = { scp: { i: 0x60, mode: "S8" } };

const FLOW: readonly Step[] = [
  ...setAreaSteps(),
  ...loadSteps(seededRandom("code").bytes(150), 60),
  { name: "DELETE", domain: AREA, keys: AREA_KEYS, command: () => deleteAll(LOAD_FILE) },
];

/** Cards that sent `before` through one channel, ready for the next command of it. */
async function readyFor(image: Uint8Array, lead: readonly Step[], step: Step) {
  const card = TestCard.reopen(image, OPTIONS);
  const channel = await card.open(step.domain, step.keys);
  for (const one of lead) await channel.transmit(one.command(channel));
  return { card, send: () => channel.transmit(step.command(channel)) };
}

/** Where the channel of a LOAD begins: its INSTALL [for load], which a reset would make forgotten. */
function leadOf(index: number): number {
  let start = index;
  while (FLOW[start]!.name.startsWith("LOAD")) start--;
  return start;
}

function stateOf(image: Uint8Array): string {
  return TestCard.reopen(image, OPTIONS).state();
}

describe("content management torn at every octet that it writes", () => {
  const images: Uint8Array[] = [];

  before(async () => {
    const card = new TestCard(OPTIONS);
    for (const [index, step] of FLOW.entries()) {
      images.push(card.nvm.device.image.slice());
      if (!step.name.startsWith("LOAD")) {
        const loads = FLOW.slice(index + 1).findIndex((next) => !next.name.startsWith("LOAD"));
        await runSteps(card, FLOW.slice(index, index + 1 + Math.max(0, loads)));
      }
    }
    images.push(card.nvm.device.image.slice());
  });

  for (const [index, step] of FLOW.entries()) {
    it(`${step.name} leaves the old state or the new one`, async () => {
      const start = leadOf(index);
      const lead = FLOW.slice(start, index);
      const whole = await readyFor(images[start]!, lead, step);
      const oldState = whole.card.state();
      const from = whole.card.nvm.device.written;
      expect((await whole.send()).ok, step.name).to.equal(true);
      const writes = whole.card.nvm.device.written - from;
      const newState = whole.card.state();
      expect(writes).to.be.greaterThan(0);

      const seen = new Set<string>();
      for (let octet = 0; octet < writes; octet++) {
        const torn = await readyFor(images[start]!, lead, step);
        torn.card.nvm.device.tearAfter(octet, octet % 2 === 0 ? undefined : 0xa5);
        const outcome: unknown = await torn.send().catch((error: unknown) => error);
        expect(outcome instanceof PowerLoss, `octet ${octet}: ${String(outcome)}`).to.equal(true);
        const state = stateOf(torn.card.nvm.device.image);
        expect(state === oldState || state === newState, `a mixture after octet ${octet}`).to.equal(true);
        seen.add(state);
      }
      expect(seen.has(oldState)).to.equal(true);
    });
  }

  it("goes on after the tear on the same card, once it is powered up again", async () => {
    const card = new TestCard(OPTIONS);
    await runSteps(card, FLOW.slice(0, 5));
    const channel = await card.open(AREA, AREA_KEYS);
    card.nvm.device.tearAfter(10);
    const outcome: unknown = await channel.transmit(deleteAll(LOAD_FILE)).catch((error: unknown) => error);
    expect(outcome instanceof PowerLoss).to.equal(true);
    card.nvm.device.restorePower();
    card.nvm.powerUp();
    card.gp.powerUp();
    expect(card.select(REGIONAL_DOMAIN_AID)).to.equal(0x9000);
    await runSteps(card, [FLOW.at(-1)!, ...FLOW.slice(4)]);
    expect(card.state()).to.equal(stateOf(images[4]!));
  });
});
