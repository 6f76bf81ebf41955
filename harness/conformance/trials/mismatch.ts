import { type Message, TAKEN, type TrialKit, Violation } from "../trial-kit.js";
import type { Trials } from "./trial.js";

/** Each wrong message about a user who is registered, and about one of whom the system never heard. */
async function refused(kit: TrialKit, what: string, wrong: (right: Message) => Message): Promise<void> {
  for (const subject of [await kit.registered(), kit.subject()]) {
    const message = wrong(kit.message(subject, "registered"));
    if (kit.given.published.fault("handOver", message) === undefined) {
      throw new Error(`the run itself took a right message for a wrong one: ${what}`);
    }
    await kit.refuses(subject, message, [400], `POST /users (${what})`);
  }
}

const without = (message: Message, name: string): Message =>
  Object.fromEntries(Object.entries(message).filter(([member]) => member !== name));

const MISTYPED: readonly (readonly [string, Message])[] = [
  ["sequence: text", { sequence: "7" }],
  ["sequence: 0", { sequence: 0 }],
  ["sequence: 1.5", { sequence: 1.5 }],
  ["kind: ?", { kind: "promoted" }],
  ["date: 2026-02-30", { date: "2026-02-30" }],
  ["date: 7", { date: 7 }],
  ["number: {}", { number: {} }],
  ["id: 65", { id: "X".repeat(65) }],
  ["service: null", { service: null }],
  ["fields: []", { fields: [] }],
];

/** The next message, after what was no message. */
async function nextIsTaken(kit: TrialKit): Promise<void> {
  await kit.registered();
}

export const mismatchTrials: Trials = {
  "5.1": async (kit) => {
    const [major = "1", minor = "0"] = kit.given.published.version.split(".");
    for (const version of [`${Number(major) + 1}.0`, `${major}.${Number(minor) + 1}`, "0.1"]) {
      await refused(kit, `interface: ${version}`, (right) => ({ ...right, interface: version }));
    }
  },
  "5.2": async (kit) => {
    const name = `undeclared${kit.word().slice(0, 6)}`;
    for (const subject of [await kit.registered(), kit.subject()]) {
      const message = kit.message(subject, "registered", { fields: { ...kit.values(2), [name]: "試験" } });
      await kit.refuses(subject, message, [400], `POST /users (fields.${name})`);
      const { body } = await kit.state(subject);
      if (JSON.stringify(body ?? "").includes(name)) throw new Violation(`GET /users/{number} → fields.${name}`);
    }
  },
  "5.3": (kit) => refused(kit, "+1", (right) => ({ ...right, [`more${kit.word().slice(0, 6)}`]: 1 })),
  "5.4": async (kit) => {
    for (const name of kit.given.published.required) await refused(kit, `−${name}`, (right) => without(right, name));
  },
  "5.5": async (kit) => {
    for (const [what, wrong] of MISTYPED) await refused(kit, what, (right) => ({ ...right, ...wrong }));
    const [name] = kit.given.fields;
    if (name === undefined) return;
    await refused(kit, `fields.${name}: 7`, (right) => ({ ...right, fields: { ...kit.values(), [name]: 7 } }));
  },
  "5.6": async (kit) => {
    for (const kind of ["stopped", "lifted", "ended", "withdrawn"]) {
      const subject = await kit.registered();
      await kit.refuses(
        subject,
        kit.message(subject, kind, { fields: kit.values() }),
        [400],
        `POST /users ${kind} +fields`,
      );
    }
  },
  "5.7": async (kit) => {
    const subject = await kit.registered();
    const right = JSON.stringify(kit.message(subject, "stopped"));
    for (const text of ["", "窓口", right.slice(0, -1), `${right}${right}`, "[]", "null"]) {
      await kit.refuses(subject, text, [400], `POST /users ${JSON.stringify(text.slice(0, 12))}`);
    }
    await nextIsTaken(kit);
  },
  "5.8": async (kit) => {
    const subject = await kit.registered();
    const { messageOctets } = kit.given.published;
    const right = JSON.stringify(kit.message(subject, "stopped"));
    const long = right.replace("{", `{${" ".repeat(messageOctets)}`);
    await kit.unchanged(subject, "POST /users", async () => {
      let answer = await kit.send(long);
      // A system that answers before it has read all may cut the line so early that the answer is lost: it has more tries.
      for (let tries = 1; answer.status === 0 && tries < 5; tries++) answer = await kit.send(long);
      kit.demand(answer, [400, 413], `POST /users (${Buffer.byteLength(long)} octets)`);
    });
    // What is just as long as allowed is taken.
    const most = kit.message(kit.subject(), "registered");
    const pad = messageOctets - Buffer.byteLength(JSON.stringify(most));
    kit.demand(
      await kit.send(JSON.stringify(most).replace("{", `{${" ".repeat(pad)}`)),
      TAKEN,
      `POST /users (${messageOctets} octets)`,
    );
    await nextIsTaken(kit);
  },
};
