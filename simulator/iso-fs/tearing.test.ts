import { expect } from "chai";
import { PowerLoss } from "../nvm/power-loss.js";
import { FLOW, runSteps, SELECT, type Step } from "./area-steps.fixture.js";
import { FsCard } from "./fs-card.fixture.js";

/** Steps that work on the current DF, which a reset makes forgotten. */
const needsDirectory = ({ name }: Step): boolean => /CREATE FILE of EF|ACTIVATE|UPDATE|service keys|PIN/.test(name);

/** A card that is ready for a step, with its session open, and the sending of it. */
async function readyFor(image: Uint8Array, step: Step) {
  const card = new FsCard({ image });
  const session = await card.open(step.use, step.keys);
  if (needsDirectory(step)) await session.transmit(SELECT.command);
  return { card, send: () => session.transmit(step.command) };
}

describe("a native file system torn at every octet that it writes", () => {
  const images: Uint8Array[] = [];

  before(async () => {
    const card = new FsCard();
    for (const step of FLOW) {
      images.push(card.nvm.device.image.slice());
      await runSteps(card, needsDirectory(step) ? [SELECT, step] : [step]);
    }
  });

  for (const [index, step] of FLOW.entries()) {
    it(`${step.name} leaves the old state or the new one`, async () => {
      const whole = await readyFor(images[index]!, step);
      const oldState = whole.card.state();
      const from = whole.card.nvm.device.written;
      expect((await whole.send()).ok).to.equal(true);
      const writes = whole.card.nvm.device.written - from;
      const newState = whole.card.state();
      expect(writes).to.be.greaterThan(0);
      const seen = new Set<string>();
      for (let octet = 0; octet < writes; octet++) {
        const torn = await readyFor(images[index]!, step);
        torn.card.nvm.device.tearAfter(octet, octet % 2 === 0 ? undefined : 0xa5);
        const outcome: unknown = await torn.send().catch((error: unknown) => error);
        expect(outcome instanceof PowerLoss, `octet ${octet}: ${String(outcome)}`).to.equal(true);
        const state = new FsCard({ image: torn.card.nvm.device.image }).state();
        expect(state === oldState || state === newState, `a mixture after octet ${octet}`).to.equal(true);
        seen.add(state);
      }
      expect(seen.has(oldState)).to.equal(true);
    });
  }

  it("goes on after the tear on the same card, once it is powered up again", async () => {
    const at = FLOW.findIndex(({ name }) => name === "DELETE FILE");
    const torn = await readyFor(images[at]!, FLOW[at]!);
    torn.card.nvm.device.tearAfter(10);
    const outcome: unknown = await torn.send().catch((error: unknown) => error);
    expect(outcome instanceof PowerLoss).to.equal(true);
    torn.card.kernel.powerOn();
    await runSteps(torn.card, FLOW.slice(at));
    expect(torn.card.hex("00A404000BF04D41444F2013101F0100")).to.equal("6A82");
  });
});
