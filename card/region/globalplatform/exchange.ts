import { concat } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { type GpChannel, openScp02, openScp03 } from "#card/globalplatform/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { SW, statusWordText } from "#card/iso7816/status-words.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { ChannelKeys } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import type { GpCardModel, LegacyGpCardModel } from "../dialects/card-model.js";

/** A card model whose regional area is guarded by security domains. */
export type GpModel = GpCardModel | LegacyGpCardModel;

export interface GpContext {
  readonly link: CardLink;
  readonly model: GpModel;
  readonly random: RandomSource;
}

const MORE_DATA = 0x61;
const EXTENDED = 65_536;
/** GET RESPONSE brings at most 256 octets: so many make the longest answer there is. */
const MAX_PARTS = EXTENDED / 256;

export const hexWord = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, "0");

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

/** Data octets of a short command: a card of dialect `gp-scp02` takes no other. */
const SHORT = 255;

/** Octets of plain data that one command to this card may carry through this channel. */
export function blockSize({ model }: GpContext, channel: GpChannel): number {
  return channel.largestPlainData(model.dialect === "gp-scp02" ? SHORT : model.maxCommandData);
}

/**
 * The protocol of the card's model, always at C-MAC + C-DECRYPTION: one that asks for less is not known here. SCP03 takes R-MAC and
 * R-ENCRYPTION where the card offers them; SCP02 (i = 15, 55) has neither, so that its answers are believed and not proved.
 */
function openProtocol({ link, model, random }: GpContext, keys: ChannelKeys): Promise<GpChannel> {
  switch (model.dialect) {
    case "gp-scp02":
      return openScp02(link, keys, { random });
    case "gp-scp03":
      return openScp03(link, keys, {
        mode: model.mode,
        random,
        responseProtectionIfOffered: true,
        leastProtection: model.protection ?? 0,
      });
  }
}

/**
 * Opens a secure channel with the selected security domain.
 * Keys that are not the card's show themselves before any write: `card.area-key-mismatch`.
 */
export async function openChannel(context: GpContext, keys: ChannelKeys): Promise<GpChannel> {
  try {
    return await openProtocol(context, keys);
  } catch (error) {
    if (!isMadoguchiError(error)) throw error;
    const details = { reason: error.code, ...error.details };
    if (["scp.card-cryptogram", "scp.key-version", "scp.host-refused"].includes(error.code)) {
      throw cardErrors.error("area-key-mismatch", details, { cause: error });
    }
    if (error.code === "scp.downgraded") throw cardErrors.error("not-authentic", details, { cause: error });
    if (error.code === "scp.protocol") throw cardErrors.error("unsupported", details, { cause: error });
    if (error.code.startsWith("scp.")) throw cardErrors.error("refused", details, { cause: error });
    throw error;
  }
}

/** Sends a command through the channel; anything but 9000 is `refused(name, sw)`. Throws `card.not-authentic`. */
export async function perform(channel: GpChannel, name: string, command: CommandApdu): Promise<Uint8Array> {
  try {
    const { data, sw, ok } = await channel.transmit(command);
    if (!ok) throw refused(name, sw);
    return data;
  } catch (error) {
    if (isMadoguchiError(error, "scp.response-mac")) {
      throw cardErrors.error("not-authentic", { command: name }, { cause: error });
    }
    throw error;
  }
}
