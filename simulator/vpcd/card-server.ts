import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { CONTROL, encodeFrame, MAX_MESSAGE } from "./framing.js";

/** What passed between the reader and the card. Octets are copies and may be kept. */
export type LinkEvent =
  | { readonly type: "power-on" | "reset"; readonly atr: Uint8Array }
  | { readonly type: "power-off" }
  | { readonly type: "exchange"; readonly command: Uint8Array; readonly response: Uint8Array }
  /** The card's response was longer than the link can carry; the reader was told 6F00. */
  | { readonly type: "response-refused"; readonly command: Uint8Array; readonly length: number };

/**
 * Answers one message of vpcd on behalf of the card: the frame to write, or undefined when vpcd expects none.
 * A card that gives no octets at all is a mute card: nothing is written, and the reader runs into its own deadline.
 * Lets everything through that the card throws.
 */
export function answer(
  card: VirtualCard,
  message: Uint8Array,
  trace?: (event: LinkEvent) => void,
): Uint8Array | undefined {
  if (message.length === 1) {
    switch (message[0]) {
      case CONTROL.powerOff:
        card.powerOff();
        trace?.({ type: "power-off" });
        return undefined;
      case CONTROL.powerOn: {
        const atr = card.powerOn();
        trace?.({ type: "power-on", atr: atr.slice() });
        return undefined;
      }
      case CONTROL.reset: {
        const atr = card.reset();
        trace?.({ type: "reset", atr: atr.slice() });
        return undefined;
      }
      case CONTROL.atr:
        return card.atr.length === 0 ? undefined : encodeFrame(card.atr);
    }
  }
  const response = card.transmit(message);
  if (response.length > MAX_MESSAGE) {
    trace?.({ type: "response-refused", command: message.slice(), length: response.length });
    return encodeFrame(status(SW.UNKNOWN));
  }
  trace?.({ type: "exchange", command: message.slice(), response: response.slice() });
  return response.length === 0 ? undefined : encodeFrame(response);
}
