import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { EMPTY_ANSWER, type VirtualCard } from "../kernel/virtual-card.js";
import { CONTROL, EMPTY_FRAME, encodeFrame, MAX_MESSAGE } from "./framing.js";

/**
 * Answers one message of vpcd on behalf of the card: the frame to write, or undefined when vpcd expects none.
 * A card that gives no octets at all is a mute card: nothing is written, and the reader runs into its own deadline.
 * Lets everything through that the card throws.
 */
export function answer(card: VirtualCard, message: Uint8Array): Uint8Array | undefined {
  if (message.length === 1) {
    switch (message[0]) {
      case CONTROL.powerOff:
        card.powerOff();
        return undefined;
      case CONTROL.powerOn:
        card.powerOn();
        return undefined;
      case CONTROL.reset:
        card.reset();
        return undefined;
      case CONTROL.atr:
        return card.atr.length === 0 ? undefined : encodeFrame(card.atr);
    }
  }
  const response = card.transmit(message);
  // Longer than the link can carry: it would lose its step.
  if (response.length > MAX_MESSAGE) return encodeFrame(status(SW.UNKNOWN));
  if (response === EMPTY_ANSWER) return EMPTY_FRAME;
  return response.length === 0 ? undefined : encodeFrame(response);
}
