import { fromHex } from "#card/bytes/bytes.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";

const ATR = fromHex("3BE000FF8131FE4514");
const OK = fromHex("9000");

/** The card whose link is measured: it answers 9000 to everything, as the null card in C does. */
export async function cardUnderTest(): Promise<VirtualCard> {
  return { atr: ATR, powerOn: () => ATR, reset: () => ATR, powerOff: () => {}, transmit: () => OK };
}
