import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Relay } from "../relay/relay.js";
import { type DoubleProgram, order } from "./program.js";

const FAULTS = ["silent", "hangs", "cuts", "says-more", "says-less", "replays", "error"] as const;

/** `madoguchi double relay`. */
export const relayProgram: DoubleProgram = {
  options: [
    {
      name: "depositor",
      value: "name",
      summary: "common name of the resident system's certificate · 既存住基システムの証明書のCN",
      fallback: "resident-system",
    },
  ],
  orders: {
    waiting: "files that wait: municipality=13101 · 取得を待つファイルの番号",
    fault: `misbehave from now on: name=none|${FAULTS.join("|")} · 異常な応答をする`,
  },
  start: async ({ store, identities, port, daemonName }, { depositor = "resident-system" }) => {
    const folder = join(store, "files");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const identity = await identities.server("relay");
    const relay = await Relay.start({
      identity,
      clientCa: identities.ca,
      depositor,
      fetcher: daemonName,
      folder,
      port,
    });
    return {
      addresses: { 中継サーバ: relay.url },
      config: {
        at: "municipalities[].residents",
        section: {
          relay: { url: relay.url, ...(await identities.daemon(daemonName)) },
          residentSystem: ["https://localhost:9445"],
        },
      },
      orders: {
        waiting: order({
          params: z.strictObject({ municipality: z.string().regex(/^\d{5}$/) }),
          run: ({ municipality }) => relay.waiting(municipality),
        }),
        fault: order({
          params: z.strictObject({ name: z.enum(["none", ...FAULTS]) }),
          run: ({ name }) => {
            relay.fault = name === "none" ? undefined : name;
          },
        }),
      },
      close: () => relay.close(),
    };
  },
};
