import type { TLSSocket } from "node:tls";
import type { Answer } from "../system-link.js";
import { TAKEN, type TrialKit, Violation } from "../trial-kit.js";
import type { Trials } from "./trial.js";

/** How many callers fall silent at once. */
const SILENT = 4;

/** A request as it goes over the wire, without its last octets. */
function half(kit: TrialKit, body: string, missing: number): string {
  const { host } = new URL(`https://${kit.given.link.tls().host}`);
  const head = [`POST /users HTTP/1.1`, `Host: ${host}`, "Content-Type: application/json"];
  return [...head, `Content-Length: ${Buffer.byteLength(body) + missing}`, "", body].join("\r\n");
}

function demandReason(kit: TrialKit, { status, body }: Answer, what: string): void {
  if (status < 400) return;
  const fault = kit.given.published.fault("refusal", body);
  if (fault !== undefined) throw new Violation(`${what} → ${status} ${fault}`);
}

export const timeTrials: Trials = {
  "6.1": async (kit) => {
    const subject = await kit.registered();
    for (const kind of ["changed", "stopped", "lifted", "ended", "withdrawn"]) await kit.tell(subject, kind);
    const { what, ms } = kit.slowest;
    const { answerMs } = kit.given.published;
    if (ms > answerMs) throw new Violation(`${what} → ${ms} ms > ${answerMs} ms`);
  },
  "6.2": async (kit) => {
    const { link } = kit.given;
    const begun: (TLSSocket | undefined)[] = [];
    try {
      for (let one = 0; one < SILENT; one++) {
        const body = JSON.stringify(kit.message(kit.subject(), "registered"));
        begun.push(await link.begun(half(kit, body.slice(0, 40), body.length)));
      }
      const subject = kit.subject();
      const body = JSON.stringify(kit.message(subject, "registered"));
      // By the link itself: what is held up here is this clause's affair, not the time of answers.
      kit.demand(
        await link.ask({ method: "POST", path: "/users", body, fresh: true }),
        TAKEN,
        `POST /users (${SILENT} …)`,
      );
    } finally {
      for (const socket of begun) socket?.destroy();
    }
  },
  "6.3": async (kit) => {
    const subject = await kit.registered();
    await kit.unchanged(subject, "POST /users …✂", async () => {
      // The message is whole as JSON; the request is not.
      const socket = await kit.given.link.begun(half(kit, JSON.stringify(kit.message(subject, "stopped")), 1));
      if (socket === undefined) throw new Violation("TLS");
      await new Promise<void>((resolve) =>
        socket
          .once("close", () => resolve())
          .end()
          .destroy(),
      );
    });
    // The number is free yet: the counter sends again what nobody took.
    subject.sequence -= 1;
    await kit.tell(subject, "lifted");
  },
};

export const answerTrials: Trials = {
  "7.1": async (kit) => {
    const subject = await kit.registered();
    for (const kind of ["changed", "stopped", "withdrawn"]) {
      await kit.tell(subject, kind);
      const { status, body } = await kit.state(subject);
      const fault = kit.given.published.fault("userState", body);
      if (status !== 200 || fault !== undefined) throw new Violation(`GET /users/{number} → ${status} ${fault ?? ""}`);
    }
  },
  "7.2": async (kit) => {
    for (const number of [kit.subject().number, "constructor", "__proto__"]) {
      kit.demand(await kit.ask({ method: "GET", path: `/users/${number}` }), [404], `GET /users/${number}`);
    }
  },
  "7.3": async (kit) => {
    const subject = await kit.registered();
    await kit.tell(subject, "stopped");
    const { other } = kit.given;
    const late = kit.message({ ...subject, sequence: 0 }, "lifted");
    const fields = { fields: { [`undeclared${kit.word().slice(0, 6)}`]: "x" } };
    demandReason(kit, await kit.send("{"), "POST /users {");
    demandReason(kit, await kit.send(kit.message(subject, "changed", fields)), "POST /users (fields)");
    demandReason(kit, await kit.send(late), "POST /users (late)");
    demandReason(kit, await kit.send(kit.message(subject, "lifted"), { as: other }), "POST /users (certificate)");
    demandReason(kit, await kit.state(kit.subject()), "GET /users/{number}");
  },
};
