import { toHex } from "#card/bytes/bytes.js";
import { TENANT_APPLICATIONS } from "#card/myna/aids.js";
import type { AreaSetting, CardAppEntry } from "#card/region/card-driver.js";
import type { Handler } from "../../api/call.js";
import type { ResultOf } from "../../api/contract/index.js";
import { withKnownCard } from "../../cards/known-card.js";
import { demandReader } from "../../cards/reader-scope.js";
import type { DaemonPorts } from "../../main/ports.js";

type Listed = ResultOf<"cardApps.list">["applications"][number];

/**
 * Another municipality's application is shown as such: its name and its memory, nothing of what is in it (R-MOVE-06). A tenant that is
 * publicly known (マイナ免許証) has its name, too.
 */
function listed({ services, municipalities }: DaemonPorts, entry: CardAppEntry, municipality: string): Listed {
  const service = services.byAid(entry.aid);
  const own = entry.municipality !== undefined && municipalities.homesOf(municipality).includes(entry.municipality);
  const owner = entry.municipality === undefined ? "unknown" : own ? "own" : "other";
  if (service !== undefined) return { ...entry, owner, name: service.name, serviceId: service.id };
  const tenant = TENANT_APPLICATIONS.find(({ aid }) => toHex(aid) === entry.aid);
  return { ...entry, owner, ...(tenant === undefined ? {} : { name: { ja: tenant.ja, en: tenant.en } }) };
}

/** Lists the card's area by reading alone: other municipalities' applications too, nobody's content (R-AP-10, X-12). */
export const list =
  (ports: DaemonPorts): Handler<"cardApps.list"> =>
  async ({ readerId }, call) => {
    demandReader(ports, readerId, call.session.municipality);
    return withKnownCard(ports, readerId, {}, async ({ driver, link, identity }) => {
      call.target(identity.cardId);
      await call.stillPermitted();
      const { area, memory, applications } = await driver.list(link);
      const { state, ...record } = area;
      return {
        ...(state === "set" ? { area: record as AreaSetting } : {}),
        memory,
        applications: applications.map((entry) => listed(ports, entry, call.session.municipality)),
      };
    });
  };
