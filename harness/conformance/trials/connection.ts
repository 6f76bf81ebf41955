import type { Certificate } from "../system-link.js";
import { SHUT_OUT, type TrialKit, Violation } from "../trial-kit.js";
import type { Trials } from "./trial.js";

const MODERN = ["TLSv1.2", "TLSv1.3"];

/** What this machine has to allow itself to speak a TLS of old at all. */
const OLD = {
  minVersion: "TLSv1",
  maxVersion: "TLSv1.1",
  ciphers: "DEFAULT@SECLEVEL=0",
  rejectUnauthorized: false,
} as const;

async function shutOut(kit: TrialKit, as: Certificate | "nobody"): Promise<void> {
  const subject = kit.subject();
  kit.demand(await kit.ask({ method: "GET", path: "/interface", as }), SHUT_OUT, "GET /interface");
  await kit.unchanged(subject, "POST /users", async () => {
    kit.demand(await kit.send(kit.message(subject, "registered"), { as }), SHUT_OUT, "POST /users");
  });
}

export const connectionTrials: Trials = {
  "1.1": async ({ given: { link } }) => {
    const { protocol, lost } = await link.handshake({ minVersion: "TLSv1.2" });
    if (protocol === undefined || !MODERN.includes(protocol)) throw new Violation(`TLS → ${lost ?? protocol}`);
  },
  "1.2": async ({ given: { link } }) => {
    const { protocol } = await link.handshake(OLD);
    if (protocol !== undefined) throw new Violation(`TLS → ${protocol}`);
  },
  "1.3": (kit) => shutOut(kit, "nobody"),
  "1.4": (kit) => shutOut(kit, kit.given.foreign),
  "1.5": async (kit) => {
    const { other: as } = kit.given;
    const subject = await kit.registered();
    const number = `/users/${subject.number}`;
    await kit.unchanged(subject, "POST /users", async () => {
      kit.demand(await kit.ask({ method: "GET", path: "/interface", as }), [403], "GET /interface");
      kit.demand(await kit.send(kit.message(subject, "stopped"), { as }), [403], "POST /users");
      kit.demand(await kit.ask({ method: "GET", path: number, as }), [403], "GET /users/{number}");
    });
  },
};
