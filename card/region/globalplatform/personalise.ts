import { toHex } from "#card/bytes/bytes.js";
import { type DataGroup, encodeDataGroup, type GpChannel, install, storeData } from "#card/globalplatform/index.js";
import { encodePin, encodePinLock, encodeRecord, encodeServiceKeys } from "../card-app/personalisation.js";
import type { ChannelKeys, Personalisation, StepListener } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { cardAppState } from "../directory.js";
import { entriesOf, readArea } from "../list.js";
import { openAreaChannel } from "./area-channel.js";
import { type GpContext, perform } from "./exchange.js";

/** Sends data groups to an installed application through the area's channel, one STORE DATA each. */
async function storeGroups(
  context: GpContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  makeGroups: (channel: GpChannel) => readonly DataGroup[],
  onStep: StepListener,
  name: string,
): Promise<void> {
  const view = await readArea(context.link);
  if (view.area.state !== "set") throw cardErrors.error("area-not-set");
  const entry = entriesOf(view.entries, aid)[0];
  if (entry === undefined || cardAppState(entry.lifeCycle) === "loading") {
    throw cardErrors.error("application-absent", { aid: toHex(aid) });
  }
  const channel = await openAreaChannel(context, keys, view);
  const groups = makeGroups(channel);
  await perform(channel, "INSTALL", install.encode({ purpose: "personalization", applicationAid: aid }));
  for (const [block, group] of groups.entries()) {
    await onStep({ name, done: block, total: groups.length });
    const last = block === groups.length - 1;
    const data = encodeDataGroup(group);
    await perform(
      channel,
      "STORE DATA",
      storeData.encode({ structure: "dgi", encryption: "application", block, last, data }),
    );
  }
}

/** Writes first records and service keys; the keys come last, so that an application with keys is a whole one. */
export function personalise(
  context: GpContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  { serviceKeys, records }: Personalisation,
  onStep: StepListener = () => {},
): Promise<void> {
  const groups = (channel: GpChannel): readonly DataGroup[] => [
    ...records.map(({ file, record, data }) => encodeRecord(file, record, data)),
    encodeServiceKeys(serviceKeys, (plain) => channel.encryptSensitive(plain)),
  ];
  return storeGroups(context, keys, aid, groups, onStep, "personalise");
}

/** Sets the PIN of an application; its tries begin anew and a lock is lifted. */
export async function setPin(
  context: GpContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  pin: string,
  onStep: StepListener = () => {},
): Promise<void> {
  // Checked before the card is touched.
  encodePin(pin, (plain) => plain);
  const groups = (channel: GpChannel): readonly DataGroup[] => [
    encodePin(pin, (plain) => channel.encryptSensitive(plain)),
  ];
  await storeGroups(context, keys, aid, groups, onStep, "set-pin");
}

/** Uses up the tries of an application's PIN. */
export function lockPin(
  context: GpContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  onStep: StepListener = () => {},
): Promise<void> {
  return storeGroups(context, keys, aid, () => [encodePinLock()], onStep, "lock-pin");
}
