import { DataTag, type GpChannel, getData, SecurityLevel } from "#card/globalplatform/index.js";
import { areaDomainAid } from "../aids.js";
import type { ChannelKeys } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { select } from "../clear-commands.js";
import { type AreaView, readArea } from "../list.js";
import { type GpContext, openChannel, perform } from "./exchange.js";

/** Opens the area security domain, which bears the name of the municipality that set it. Throws `card.area-not-set`, `card.area-key-mismatch`. */
export async function openAreaChannel(context: GpContext, keys: ChannelKeys, { area }: AreaView): Promise<GpChannel> {
  if (area.state !== "set") throw cardErrors.error("area-not-set");
  if (!(await select(context.link, areaDomainAid(area.setUnder ?? area.municipality)))) {
    throw cardErrors.error("area-not-set", { missing: "area domain" });
  }
  return openChannel(context, keys);
}

/**
 * The card's own proof that it stands under these keys, and ours to it; nothing is written. Where answers are protected, one is asked
 * for: whoever stands between and strips the protection shows it here, and not behind the first write.
 */
export async function proveAreaKey(context: GpContext, keys: ChannelKeys): Promise<void> {
  const view = await readArea(context.link);
  // Before the area is set the regional domain, which `readArea` leaves selected, holds the keys that may set it.
  const channel =
    view.area.state === "set" ? await openAreaChannel(context, keys, view) : await openChannel(context, keys);
  if ((channel.level & SecurityLevel.R_MAC) !== 0)
    await perform(channel, "GET DATA", getData.encode({ tag: DataTag.KEY_INFORMATION }));
  channel.close();
}
