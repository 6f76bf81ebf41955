import type { ActionName } from "../scenario/steps.js";
import { type Action, type Flow, need, plain, readerOf } from "./flow.js";

type IssuingAction = "visit" | "issuing-server" | "issue" | "issued";

/** The id that a request of this name goes under. */
const requestId = (name: string): string => `request-${name}`;

/** What the paper is worth: who signed it, and how many certificates of the service are valid now. */
const judged = ({ world }: Flow, service: string, pdf: string) =>
  world.judgeCertificate(service, Buffer.from(pdf, "base64"));

/** Steps that end with a certificate: at kiosks and automatic machines, which no operator takes part in (R-KIOSK-09), and at the counter. */
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

  issue: async (flow, { service, kind, pin, request, handOut }) => {
    flow.issued += 1;
    const { terminal, world } = flow;
    const asked = requestId(request ?? String(flow.issued));
    const cardId = world.cardId(need(flow.card, "a card in the reader"));
    const params = { requestId: asked, readerId: readerOf(flow), cardId, serviceId: service, kind, pin };
    const { serial, pdf } = await terminal.call("issuance.issue", params);
    const result = { serial, kind, ...(await judged(flow, service, pdf)) };
    if (handOut) await terminal.call("issuance.handOut", { requestId: asked });
    return plain(result, `発行番号 ${serial}、署名を検証`, `serial number ${serial}, signature verified`);
  },

  issued: async (flow, { service, act, request }) => {
    const { terminal, world } = flow;
    if (act === "list") {
      const { issuances } = await terminal.call("issuance.list", {});
      const { valid } = await world.judgeCertificate(service, undefined);
      const result = { open: issuances.map(({ kind, state }) => `${kind} ${state}`), valid };
      return plain(result, `未交付${issuances.length}件`, `${issuances.length} not handed out`);
    }
    const params = { requestId: requestId(need(request, "the name of a request")) };
    if (act === "hand-out") {
      const { serial } = await terminal.call("issuance.handOut", params);
      return plain({ serial }, `発行番号 ${serial} を交付`, `${serial} was handed out`);
    }
    if (act === "cancel") {
      await terminal.call("issuance.cancel", params);
      const result = await world.judgeCertificate(service, undefined);
      return plain(result, "取消し", "taken back");
    }
    const { serial, kind, pdf } = await terminal.call("issuance.reprint", params);
    const result = { serial, kind, ...(await judged(flow, service, pdf)) };
    return plain(result, `発行番号 ${serial} を再取得`, `${serial} was had again`);
  },

  "issuing-server": async ({ world }, { service, now, pinLimit, seals, knows }) => {
    await world.setIssuing(service, { now, pinLimit, seals, knows });
    return plain({}, "証明発行サーバの設定を変更", "the issuing server was set otherwise");
  },
};
