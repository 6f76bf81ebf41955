import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { DataTag, type GpChannel, openScp02, openScp03 } from "#card/globalplatform/index.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { findTlv } from "#card/iso7816/tlv.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { ChannelKeys } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { getObject, refused } from "../clear-commands.js";
import type { GpCardModel, LegacyGpCardModel } from "../dialects/card-model.js";

/** A card model whose regional area is guarded by security domains. */
export type GpModel = GpCardModel | LegacyGpCardModel;

export interface GpContext {
  readonly link: CardLink;
  readonly model: GpModel;
  readonly random: RandomSource;
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
 * True when the selected domain says that the sequence counter of its keys is at its end (GlobalPlatform 2.3.1, E.1.2; Amendment D, 6.2.2.1):
 * which status word a vendor refuses the next channel with is its own matter, the counter is the standard's.
 */
async function counterAtEnd(link: CardLink): Promise<boolean> {
  try {
    const object = await getObject(link, DataTag.SEQUENCE_COUNTER);
    if (object === undefined) return false;
    const counter = findTlv(object, DataTag.SEQUENCE_COUNTER) ?? object;
    return counter.length >= 2 && counter.every((octet) => octet === 0xff);
  } catch (error) {
    // A card that refuses the question too, or answers nonsense, has told nothing.
    if (isMadoguchiError(error) && !error.code.startsWith("reader.")) return false;
    throw error;
  }
}

/**
 * Opens a secure channel with the selected security domain.
 * Keys that are not the card's show themselves before any write: `card.area-key-mismatch`; keys whose channels are used up: `card.keys-used-up`.
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
    if (error.code === "scp.refused" && (await counterAtEnd(context.link))) {
      throw cardErrors.error("keys-used-up", { keyVersion: keys.version }, { cause: error });
    }
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
