import { z } from "zod";
import type { RuleBreach } from "./rules.js";
import type { Config } from "./schema.js";

const code = z.string().regex(/^\d{5}$/, { error: "five digits in quotes, without the check digit" });
const id = z.string().regex(/^[\x21-\x7e]{1,64}$/, { error: "1 to 64 printable ASCII characters without blanks" });
const text = z.string().min(1, { error: "must not be empty" });

/** Municipalities that use services jointly (共同利用, R-SHARE). Masters are shared, residents never. */
export const group = z.strictObject({
  id,
  name: z.strictObject({ en: text, ja: text }),
  members: z.array(code).min(2, { error: "at least two municipalities" }),
});

/** Another place at which a shared service's one business system is reached: another municipality's library, say. */
export const endpoint = z.strictObject({
  id,
  municipality: code,
  certificateFingerprint: z
    .string()
    .regex(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, { error: "a SHA-256 fingerprint: 32 hexadecimal octets" })
    .transform((value) => value.replaceAll(":", "").toUpperCase()),
});

/** A partner's shared service that this municipality offers as well, under an ordinance of its own. */
export const jointService = z.strictObject({ id, ordinance: text.optional() });

/** What groups, shared services and their endpoints must keep. */
export function brokenGroupRules({ groups, municipalities }: Config): RuleBreach[] {
  const breaches: RuleBreach[] = [];
  const breach = (path: readonly PropertyKey[], problem: string) => breaches.push({ path, problem });
  const codes = new Set(municipalities.map((one) => one.code));
  const near = (left: string, right: string) =>
    groups.some(({ members }) => members.includes(left) && members.includes(right));

  groups.forEach(({ id: name, members }, g) => {
    if (groups.findIndex((one) => one.id === name) !== g) breach(["groups", g, "id"], `group ${name} is there twice`);
    members.forEach((member, m) => {
      if (!codes.has(member)) breach(["groups", g, "members", m], `no municipality ${member} above`);
      if (members.indexOf(member) !== m) breach(["groups", g, "members", m], `municipality ${member} is there twice`);
    });
  });

  const owned = municipalities.flatMap(({ code: owner, services }) => services.map((service) => ({ owner, service })));
  municipalities.forEach(({ code: own, services, jointServices }, m) => {
    jointServices.forEach(({ id: name }, j) => {
      const found = owned.find(({ service }) => service.id === name);
      const offered = found !== undefined && found.owner !== own && found.service.shared && near(found.owner, own);
      // Not marked as shared, or shared with others: there is nothing to offer (R-SHARE-02).
      if (!offered) {
        breach(["municipalities", m, "jointServices", j, "id"], `no partner of a group shares a service ${name}`);
      }
    });
    services.forEach(({ id: name, shared, system: { endpoints } }, s) => {
      const path = ["municipalities", m, "services", s, "system", "endpoints"];
      endpoints.forEach(({ municipality }, e) => {
        if (!shared || !near(own, municipality)) {
          breach([...path, e, "municipality"], `service ${name} is not shared with municipality ${municipality}`);
        }
      });
    });
  });
  return breaches;
}
