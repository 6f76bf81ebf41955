import { toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { status } from "#card/iso7816/response-apdu.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { CardChannel } from "./card-channel.js";

/** A link to a card that echoes the plain data of every command, with this status word. */
export function echo(
  card: CardChannel,
  onPlain?: (plain: CommandApdu) => void,
  sw = 0x9000,
): CardLink & { readonly sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    async transmit(bytes) {
      sent.push(toHex(bytes));
      const command = CommandApdu.parse(bytes);
      if (command.ins === 0x50) return card.begin(command);
      if (command.ins === 0x82) return card.authenticate(command);
      const plain = card.unwrap(command);
      if (plain === undefined) return status(0x6982);
      onPlain?.(plain);
      return card.wrapResponse(Uint8Array.from([...plain.data, sw >> 8, sw & 0xff]));
    },
  };
}
