import type { ActionName } from "../scenario/steps.js";
import { type Action, plain } from "./flow.js";

type IssuingAction = "visit" | "issuing-server";

/** Steps at kiosks and automatic machines, which no operator takes part in (R-KIOSK-09). */
export const issuingActions: { readonly [N in IssuingAction & ActionName]: Action<N> } = {
  visit: async ({ world }, { card, service, channel, kind, pins, pull }) => {
    const { visit, ...report } = await world.visit({ card, service, channel, kind, pins, pull });
    if (!visit.issued && pull === undefined) throw visit.reason;
    if (!visit.issued) {
      const result = { issued: false, at: visit.at, reason: visit.reason.code, ...report };
      return plain(result, `${visit.reason.row.ja.cause}（${visit.at}）`, `${visit.reason.row.en.cause} (${visit.at})`);
    }
    const result = { issued: true, serial: visit.serial, kind: visit.kind, ...report };
    return plain(result, `発行番号 ${visit.serial}、署名を検証`, `serial number ${visit.serial}, signature verified`);
  },

  "issuing-server": async ({ world }, { service, now, pinLimit, seals, knows }) => {
    await world.setIssuing(service, { now, pinLimit, seals, knows });
    return plain({}, "証明発行サーバの設定を変更", "the issuing server was set otherwise");
  },
};
