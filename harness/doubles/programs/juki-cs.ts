import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type ChangeLog, type CsChangeRow, type CsFault, JukiCs } from "../juki-cs/juki-cs.js";
import { type DoubleProgram, order } from "./program.js";

const FAULTS = ["error", "not-json", "another-card", "older", "unknown-state", "silent", "cut-off"] as const;

/** Changes as JSON lines; the last line of a start that was killed may be torn, and is left out. */
function changeLog(file: string): ChangeLog {
  return {
    read: () => (existsSync(file) ? readFileSync(file, "utf8").split("\n").flatMap(parsed) : []),
    append: (change) => appendFileSync(file, `${JSON.stringify(change)}\n`, { mode: 0o600 }),
  };
}

function parsed(line: string): readonly CsChangeRow[] {
  try {
    return [JSON.parse(line) as CsChangeRow];
  } catch {
    return [];
  }
}

/** `madoguchi double juki-cs`. */
export const jukiCsProgram: DoubleProgram = {
  options: [
    {
      name: "otherwise",
      value: "state",
      summary: "what is said of cards that were never set · 未設定のカードの運用状態",
      fallback: "unknown",
    },
  ],
  orders: {
    status: "the operation status of a card from now on: card=ID state=active · カード運用状態を変更",
    states: "the last change of each card · 各カードの現在の状態",
    fault: `misbehave from now on: name=none|${FAULTS.join("|")} · 異常な応答をする`,
  },
  start: async ({ store, identities, clock, port, daemonName, tell }, { otherwise = "unknown" }) => {
    const cs = await JukiCs.start({
      identity: await identities.server("juki-cs"),
      clientCa: identities.ca,
      clientName: daemonName,
      log: changeLog(join(store, "changes.jsonl")),
      ...{ clock, otherwise, port },
    });
    return {
      addresses: { CS: cs.url },
      config: { at: "cs", section: { url: cs.url, ...(await identities.daemon(daemonName)) } },
      orders: {
        status: order({
          params: z.strictObject({ card: z.string().regex(/^[0-9A-F]{2,64}$/), state: z.string().min(1).max(32) }),
          run: ({ card, state }) => {
            cs.setStatus(card, state);
            tell({ ja: `カード運用状態を ${state} に変更しました`, en: `a card is ${state} from now on` });
          },
        }),
        states: order({
          params: z.strictObject({}),
          run: () => cs.states,
        }),
        fault: order({
          params: z.strictObject({ name: z.enum(["none", ...FAULTS]) }),
          run: ({ name }) => {
            cs.fault = name === "none" ? undefined : (name satisfies CsFault);
          },
        }),
      },
      close: () => cs.close(),
    };
  },
};
