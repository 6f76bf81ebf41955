import { type TrialKit, Violation } from "../trial-kit.js";
import type { Trials } from "./trial.js";

interface Description {
  readonly versions?: unknown;
  readonly system?: unknown;
  readonly fields?: unknown;
}

async function described(kit: TrialKit): Promise<Description> {
  const answer = await kit.ask({ method: "GET", path: "/interface" });
  kit.demand(answer, [200], "GET /interface");
  return (answer.body ?? {}) as Description;
}

const listed = (names: unknown): string => (Array.isArray(names) ? [...names].sort().join(",") : "-");

export const descriptionTrials: Trials = {
  "2.1": async (kit) => {
    const { published, system, fields } = kit.given;
    const body = await described(kit);
    const fault = published.fault("description", body);
    if (fault !== undefined) throw new Violation(`GET /interface → ${fault}`);
    // A description of another system, or of other fields than it will be told, describes nothing.
    if (body.system !== system) throw new Violation(`GET /interface → system: ${String(body.system)} ≠ ${system}`);
    if (listed(body.fields) !== listed(fields)) {
      throw new Violation(`GET /interface → fields: ${listed(body.fields)} ≠ ${listed(fields)}`);
    }
  },
  "2.2": async (kit) => {
    const { versions } = await described(kit);
    const { version } = kit.given.published;
    if (Array.isArray(versions) && versions.includes(version)) return;
    throw new Violation(`GET /interface → versions: ${listed(versions)} ∌ ${version}`);
  },
  "2.3": async (kit) => {
    const subject = await kit.registered();
    const strange = [
      ["GET", `/${kit.word()}`],
      ["PUT", "/interface"],
      ["PATCH", "/users"],
      ["DELETE", `/users/${subject.number}`],
    ] as const;
    await kit.unchanged(subject, "DELETE /users/{number}", async () => {
      for (const [method, path] of strange)
        kit.demand(await kit.ask({ method, path }), [404, 405], `${method} ${path}`);
    });
  },
};
