import type { Trials } from "./trial.js";

export const effectTrials: Trials = {
  "3.1": async (kit) => {
    const subject = await kit.registered();
    const wanted = { number: subject.number, registered: true, ended: false, stopped: false, fields: kit.values() };
    await kit.demandState(subject, wanted, "registered");
  },
  "3.2": async (kit) => {
    const subject = await kit.registered();
    await kit.tell(subject, "changed", { fields: kit.values(2) });
    await kit.demandState(subject, { registered: true, fields: kit.values(2) }, "changed");
    // They replace all that was told before: one that is missing is gone.
    const [first = [], ...rest] = Object.entries(kit.values(3));
    if (first.length === 0) return;
    await kit.tell(subject, "changed", { fields: Object.fromEntries(rest) });
    await kit.demandState(subject, { fields: Object.fromEntries(rest) }, "changed");
  },
  "3.3": async (kit) => {
    const subject = await kit.registered();
    await kit.tell(subject, "stopped");
    await kit.demandState(subject, { registered: true, stopped: true }, "stopped");
    await kit.tell(subject, "lifted");
    await kit.demandState(subject, { registered: true, stopped: false }, "lifted");
  },
  "3.4": async (kit) => {
    const subject = await kit.registered();
    await kit.tell(subject, "stopped");
    await kit.tell(subject, "changed", { fields: kit.values(2) });
    await kit.demandState(subject, { stopped: true }, "stopped, changed");
  },
  "3.5": async (kit) => {
    const subject = await kit.registered();
    await kit.tell(subject, "ended");
    await kit.demandState(subject, { ended: true }, "ended");
    await kit.tell(subject, "changed", { fields: kit.values(2) });
    await kit.demandState(subject, { ended: false }, "ended, changed");
  },
  "3.6": async (kit) => {
    const subject = await kit.registered();
    await kit.tell(subject, "withdrawn");
    await kit.demandState(subject, { registered: false, fields: {} }, "withdrawn");
  },
  "3.7": async (kit) => {
    const subject = await kit.registered();
    await kit.tell(subject, "withdrawn");
    await kit.tell(subject, "registered");
    await kit.demandState(subject, { registered: true, stopped: false }, "withdrawn, registered");
  },
  "3.8": async (kit) => {
    const subject = await kit.registered();
    subject.sequence += 3;
    await kit.tell(subject, "stopped");
    await kit.demandState(subject, { sequence: subject.sequence }, "1, 5");
  },
  "3.9": async (kit) => {
    const [one, two] = [await kit.registered(), await kit.registered()];
    await kit.unchanged(two, "POST /users (another number)", async () => {
      for (const kind of ["changed", "stopped", "lifted", "ended", "withdrawn"]) await kit.tell(one, kind);
    });
    // One that looks at single kinds only would pass if a later message set right what an earlier one spoilt.
    await kit.unchanged(two, "stopped (another number)", async () => {
      await kit.tell(one, "registered");
      await kit.tell(one, "stopped");
    });
  },
};
