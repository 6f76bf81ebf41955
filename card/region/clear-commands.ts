import { concat } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { SW, statusWordText } from "#card/iso7816/status-words.js";
import type { CardLink } from "#card/reader/card-link.js";
import { cardErrors } from "./card-errors.js";

const MORE_DATA = 0x61;
const EXTENDED = 65_536;
/** GET RESPONSE brings at most 256 octets: so many make the longest answer there is. */
const MAX_PARTS = EXTENDED / 256;

const hexWord = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, "0");

/** The common error for a status word that the caller has no better name for. */
export function refused(command: string, sw: number): Error {
  const details = { command, sw: hexWord(sw), meaning: statusWordText(sw) };
  return sw === SW.NO_SPACE ? cardErrors.error("no-space", details) : cardErrors.error("refused", details);
}

async function exchange(link: CardLink, command: CommandApdu): Promise<ResponseApdu> {
  return ResponseApdu.parse(await link.transmit(command.encode()));
}

/** SELECT by DF name; false when the card has no such application. Throws `card.refused`. */
export async function select(link: CardLink, aid: Uint8Array): Promise<boolean> {
  const { sw, ok } = await exchange(link, new CommandApdu(0x00, 0xa4, 0x04, 0x00, aid, 256));
  if (sw === SW.NOT_FOUND) return false;
  if (!ok) throw refused("SELECT", sw);
  return true;
}

/**
 * GET DATA in clear from what is selected; undefined when the object is not there (6A88).
 * Long answers come by GET RESPONSE or, where the card asks for it (6700), with an extended Le. Throws `card.refused`.
 */
export async function getObject(link: CardLink, tag: number, cla = 0x80): Promise<Uint8Array | undefined> {
  const ask = (le: number) => exchange(link, new CommandApdu(cla, 0xca, tag >> 8, tag & 0xff, undefined, le));
  let answer = await ask(256);
  if (answer.sw === SW.WRONG_LENGTH) answer = await ask(EXTENDED);
  if (answer.sw >> 8 === SW.WRONG_LE >> 8) answer = await ask(answer.sw & 0xff || 256);
  if (answer.sw === SW.REFERENCE_NOT_FOUND) return undefined;
  let data = answer.data;
  // A card that never comes to an end is not asked for ever.
  for (let asked = 0; answer.sw >> 8 === MORE_DATA && asked < MAX_PARTS; asked++) {
    answer = await exchange(link, new CommandApdu(0x00, 0xc0, 0, 0, undefined, answer.sw & 0xff || 256));
    data = concat(data, answer.data);
  }
  if (!answer.ok) throw refused("GET DATA", answer.sw);
  return data;
}
