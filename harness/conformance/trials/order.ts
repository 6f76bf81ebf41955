import { TAKEN, Violation } from "../trial-kit.js";
import type { Trials } from "./trial.js";

export const orderTrials: Trials = {
  "4.1": async (kit) => {
    const subject = await kit.registered();
    const stop = await kit.tell(subject, "stopped");
    const again = (what: string) =>
      kit.unchanged(subject, what, async () => kit.demand(await kit.send(stop), TAKEN, what));
    await again("POST /users (×2)");
    // Acknowledgement is lost and comes late: what was taken meanwhile stays.
    await kit.tell(subject, "lifted");
    await again("POST /users (×2, late)");
  },
  "4.2": async (kit) => {
    const subject = await kit.registered();
    const stop = kit.message(subject, "stopped");
    const answers = await Promise.all([kit.send(stop, { fresh: true }), kit.send(stop, { fresh: true })]);
    // One may be put off to the next attempt; none may be refused.
    if (
      !answers.some(({ status }) => TAKEN.includes(status)) ||
      answers.some(({ status }) => status >= 400 && status < 500)
    ) {
      throw new Violation(`POST /users (×2) → ${answers.map(({ status, lost }) => lost ?? status).join(", ")}`);
    }
    await kit.demandState(subject, { stopped: true, sequence: subject.sequence, registered: true }, "×2");
  },
  "4.3": async (kit) => {
    const [one, two] = [await kit.registered(), await kit.registered()];
    const { id } = await kit.tell(one, "stopped");
    await kit.refuses(one, kit.message(one, "lifted", { id }), [409], "POST /users (id)");
    await kit.refuses(two, kit.message(two, "stopped", { id }), [409], "POST /users (id, another number)");
  },
  "4.4": async (kit) => {
    const subject = await kit.registered();
    for (const kind of ["changed", "changed", "stopped"]) await kit.tell(subject, kind);
    // What was put off on the way, and one that claims the place of the last.
    for (const [sequence, kind] of [
      [2, "lifted"],
      [3, "changed"],
      [4, "lifted"],
    ] as const) {
      const late = kit.message({ ...subject, sequence: sequence - 1 }, kind);
      await kit.refuses(subject, late, [409], `POST /users ${kind} (${sequence} ≤ 4)`);
    }
  },
};
