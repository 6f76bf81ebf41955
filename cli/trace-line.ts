import { toHex } from "#card/bytes/bytes.js";
import type { PersonalReads } from "#card/myna/personal-reads.js";
import { type Bilingual, describeApdu } from "#card/trace/index.js";
import type { LinkEvent } from "#simulator/vpcd/index.js";

const SHOWN_HEX = 64;

const POWER: Readonly<Record<"power-on" | "power-off" | "reset", Bilingual>> = {
  "power-on": { ja: "電源オン", en: "power on" },
  "power-off": { ja: "電源オフ", en: "power off" },
  reset: { ja: "リセット", en: "reset" },
};

const shorten = (hex: string) => (hex.length <= SHOWN_HEX ? hex : `${hex.slice(0, SHOWN_HEX)}… (${hex.length / 2})`);

/**
 * One line of the trace: what the reader asked, in words and octets, and what the card said. PINs, keys and the holder's data are
 * masked; `reads` follows the card's exchanges for that.
 */
export function traceLine(event: LinkEvent, language: keyof Bilingual, reads: PersonalReads): string {
  switch (event.type) {
    case "power-off":
      return `○ ${POWER[event.type][language]}`;
    case "power-on":
    case "reset":
      return `● ${POWER[event.type][language]}  ATR ${toHex(event.atr)}`;
    case "response-refused":
      return `✘ ${shorten(toHex(event.command))}  → 6F00 (${event.length})`;
    case "exchange": {
      const personal = reads.watch(event.command, event.response);
      const { command, response, detail, outcome } = describeApdu(event.command, event.response, personal);
      const data = shorten(response.slice(0, -4));
      const answer = `${data}${data === "" ? "" : " "}${response.slice(-4)}`;
      return `› ${detail[language]}  ${shorten(command)}\n    → ${answer}  ${outcome[language]}`;
    }
  }
}
