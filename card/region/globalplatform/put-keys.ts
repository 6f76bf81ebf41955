import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { type GpChannel, putChannelKeys, SecurityLevel } from "#card/globalplatform/index.js";
import type { ChannelKeys } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { type GpContext, openChannel, perform } from "./exchange.js";

/**
 * PUT KEY of a domain's keys, in the place of version `replaces` or, for 0, as its first; gives the channel to go on with.
 * Where answers carry no MAC (SCP02, and SCP03 without R-MAC) the "9000" could be anyone's: the card then has to open a channel under
 * the new keys. Throws `card.not-authentic` when it cannot.
 */
export async function putKeys(
  context: GpContext,
  channel: GpChannel,
  keys: ChannelKeys,
  replaces: number,
): Promise<GpChannel> {
  const command = putChannelKeys(keys, replaces, (value) => channel.encryptSensitive(value), channel.keyFormat);
  await perform(channel, "PUT KEY", command);
  if ((channel.level & SecurityLevel.R_MAC) !== 0) return channel;
  channel.close();
  try {
    return await openChannel(context, keys);
  } catch (error) {
    if (!isMadoguchiError(error, "card.area-key-mismatch")) throw error;
    throw cardErrors.error("not-authentic", { command: "PUT KEY" }, { cause: error });
  }
}
