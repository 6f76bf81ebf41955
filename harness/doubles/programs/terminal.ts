import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { IssuingClient } from "../issuing-server/issuing-client.js";
import type { Visit } from "../kiosk/kiosk.js";
import { TouchServer } from "../touch-page/touch-server.js";
import { TouchTerminal } from "../touch-page/touch-terminal.js";
import { type DoubleProgram, order } from "./program.js";
import { connectToDaemon, daemonOptions } from "./to-daemon.js";

/** How a visit ended, for the journal: no number of a person, no PIN. */
const told = (visit: Visit): object =>
  visit.issued ? { issued: visit.serial, kind: visit.kind } : { ended: visit.reason.code, at: visit.at };

/** `madoguchi double kiosk` and `madoguchi double machine`: the same program, known to the issuing server by another certificate. */
export const terminalProgram = (channel: "kiosk" | "machine"): DoubleProgram => ({
  options: [
    ...daemonOptions("issuing-server"),
    { name: "issuing", value: "url", summary: "the issuing server · 証明発行サーバのアドレス", required: true },
    {
      name: "municipality",
      value: "text",
      summary: "whose name the screen bears · 画面に表示する市町村名",
      fallback: "渚市（試験用）",
    },
  ],
  orders: {
    screen: "what the screen shows, without anything of a person · 現在の画面",
    visits: "how the visits ended · 利用の記録",
  },
  start: async ({ store, identities, clock, random, port, tell }, options) => {
    const { issuing: url = "", municipality = "", reader: readerId } = options;
    const tray = join(store, "tray");
    const journal = join(store, "visits.jsonl");
    mkdirSync(tray, { recursive: true, mode: 0o700 });
    const visits: object[] = [];
    const identity = await identities.client(`${channel}-terminal`);
    const issuing = new IssuingClient({ url, ca: identities.ca, identity });
    const access = await connectToDaemon(options, identities);
    const terminal = new TouchTerminal({
      ...{ access, issuing, channel, municipality, random, clock, readerId },
      tray: async (serial, pdf) => writeFileSync(join(tray, `${serial}.pdf`), pdf, { mode: 0o600 }),
      defect: (error) => tell({ ja: `想定外の誤り: ${error}`, en: `nobody foresaw: ${error}` }),
      journal: (visit) => {
        const row = { at: new Date(clock.now()).toISOString(), ...told(visit) };
        visits.push(row);
        appendFileSync(journal, `${JSON.stringify(row)}\n`, { mode: 0o600 });
        tell(
          visit.issued
            ? { ja: `証明書 ${visit.serial} を交付しました`, en: `certificate ${visit.serial} was handed out` }
            : {
                ja: `交付せずに終了しました(${visit.reason.code})`,
                en: `ended without a certificate (${visit.reason.code})`,
              },
        );
      },
    });
    let served: TouchServer;
    try {
      served = await TouchServer.start(terminal, port);
    } catch (error) {
      await access.close();
      throw error;
    }
    const running = terminal.run();
    return {
      addresses: { タッチ画面: served.url, 取り出し口: tray },
      orders: {
        screen: order({ params: z.strictObject({}), run: () => terminal.screen }),
        visits: order({ params: z.strictObject({}), run: () => visits }),
      },
      close: async () => {
        terminal.end();
        await served.close();
        await access.close();
        await running;
      },
    };
  },
});
