import { type GpChannel, storeDataCommands } from "#card/globalplatform/index.js";
import { encodeAreaRecord } from "../area-record.js";
import type { AreaSuccession, HandOverKeys, StepListener } from "../card-driver.js";
import { handOverArea, unlessOtherKeys } from "../hand-over.js";
import { openAreaChannel } from "./area-channel.js";
import { blockSize, type GpContext, perform } from "./exchange.js";
import { putKeys } from "./put-keys.js";

/** Hands the area over by PUT KEY and STORE DATA of the record. */
export function handOver(
  context: GpContext,
  { current, next }: HandOverKeys,
  succession: AreaSuccession,
  onStep?: StepListener,
): Promise<void> {
  return handOverArea<GpChannel>(
    context.link,
    {
      recordWriter: (record) => {
        const octets = encodeAreaRecord(record);
        return async (channel) => {
          for (const command of storeDataCommands(octets, blockSize(context, channel), "tlv")) {
            await perform(channel, "STORE DATA", command);
          }
        };
      },
      underNext: (view) => unlessOtherKeys(openAreaChannel(context, next, view)),
      underCurrent: (view) => openAreaChannel(context, current, view),
      putNextKeys: (channel) => putKeys(context, channel, next, current.version),
    },
    succession,
    onStep,
  );
}
