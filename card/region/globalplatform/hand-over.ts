import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { type GpChannel, storeDataCommands } from "#card/globalplatform/index.js";
import { encodeAreaRecord } from "../area-record.js";
import { demandRecordRoom, succeedingRecord } from "../before-writing.js";
import type { AreaSuccession, ChannelKeys, HandOverKeys, StepListener } from "../card-driver.js";
import { type AreaView, readArea } from "../list.js";
import { openAreaChannel } from "./area-channel.js";
import { blockSize, type GpContext, perform } from "./exchange.js";
import { putKeys } from "./put-keys.js";

/** The channel under keys that may not be the card's: undefined when they are not. */
async function tryChannel(context: GpContext, keys: ChannelKeys, view: AreaView): Promise<GpChannel | undefined> {
  try {
    return await openAreaChannel(context, keys, view);
  } catch (error) {
    if (isMadoguchiError(error, "card.area-key-mismatch")) return undefined;
    throw error;
  }
}

/**
 * Two writes: PUT KEY puts the next keys in the place of the current ones, then the area record names their holder. A hand-over torn
 * between them has the next keys already: they are tried first, and only the record is left to write.
 */
export async function handOver(
  context: GpContext,
  keys: HandOverKeys,
  succession: AreaSuccession,
  onStep: StepListener = () => {},
): Promise<void> {
  const view = await readArea(context.link);
  const { area } = view;
  const next = succeedingRecord(area, succession);
  const record = encodeAreaRecord(next);
  let channel = await tryChannel(context, keys.next, view);
  if (channel === undefined) {
    demandRecordRoom(area, next, view.memory);
    channel = await openAreaChannel(context, keys.current, view);
    await onStep({ name: "put-next-keys", done: 0, total: 2 });
    channel = await putKeys(context, channel, keys.next, keys.current.version);
  }
  await onStep({ name: "store-area-record", done: 1, total: 2 });
  for (const command of storeDataCommands(record, blockSize(context, channel), "tlv")) {
    await perform(channel, "STORE DATA", command);
  }
}
