import { equal, toHex } from "#card/bytes/bytes.js";
import { deleteCommand } from "#card/globalplatform/index.js";
import { followsNaming, isLoadFileOf } from "../aids.js";
import type { ChannelKeys, StepListener } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { entriesOf, readArea } from "../list.js";
import { openAreaChannel } from "./area-channel.js";
import { type GpContext, perform } from "./exchange.js";

/** Removes an application and its load file, or what a torn load left of them. Throws `card.not-authentic` for a listing that names another's. */
export async function remove(
  context: GpContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  onStep: StepListener = () => {},
): Promise<void> {
  const view = await readArea(context.link);
  if (view.area.state !== "set") throw cardErrors.error("area-not-set");
  const found = entriesOf(view.entries, aid)[0];
  if (found === undefined) throw cardErrors.error("application-absent", { aid: toHex(aid) });
  // The listing was read in clear: whoever changed it on the way could turn the deletion to another application's load file.
  if (followsNaming(aid) && !isLoadFileOf(found.loadFileAid, aid)) {
    throw cardErrors.error("not-authentic", { command: "DELETE", aid: toHex(aid) });
  }
  const channel = await openAreaChannel(context, keys, view);
  await onStep({ name: "delete", done: 0, total: 1 });
  // A load file that other applications were made from stays for them.
  const shared = view.entries.some((entry) => entry !== found && equal(entry.loadFileAid, found.loadFileAid));
  const target = shared ? found.aid : found.loadFileAid;
  await perform(channel, "DELETE", deleteCommand.encode({ object: "card-content", aid: target, related: !shared }));
}
