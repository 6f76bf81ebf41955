import type { SecureMessagingHost } from "#card/iso7816/secure-messaging/index.js";
import { RESOURCES_TAG } from "../area-record.js";
import type {
  AreaSetting,
  AreaSettingKeys,
  AreaSuccession,
  ChannelKeys,
  HandOverKeys,
  StepListener,
} from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { handOverArea, unlessOtherKeys } from "../hand-over.js";
import { type AreaView, readArea } from "../list.js";
import { getData, putAreaKeys, putAreaRecord } from "./commands.js";
import { type FileSystemContext, openSession, perform } from "./exchange.js";

/** Opens a session under the area keys. Throws `card.area-not-set`, `card.area-key-mismatch`. */
export async function openArea(
  context: FileSystemContext,
  keys: ChannelKeys,
  { area }: AreaView,
): Promise<SecureMessagingHost> {
  if (area.state !== "set") throw cardErrors.error("area-not-set");
  return openSession(context, "area", keys);
}

/**
 * The card's own proof that it stands under these keys, and ours to it; nothing is written. One protected answer is asked for: whoever
 * stands between and strips the protection shows it here, and not behind the first write.
 */
export async function proveAreaKey(context: FileSystemContext, keys: ChannelKeys): Promise<void> {
  const { area } = await readArea(context.link);
  const session = await openSession(context, area.state === "set" ? "area" : "setting", keys);
  await perform(session, "GET DATA", getData(RESOURCES_TAG));
  session.close();
}

/**
 * Sets the area in two writes: its keys, then its record, which only a session of those keys can put. A torn setting has the keys
 * already; keys of another, torn setting are overwritten by whoever has the right to set. Throws `card.area-already-set`, `card.area-key-mismatch`.
 */
export async function setArea(
  context: FileSystemContext,
  keys: AreaSettingKeys,
  setting: AreaSetting,
  onStep: StepListener = () => {},
): Promise<void> {
  const record = putAreaRecord(setting);
  const { area } = await readArea(context.link);
  if (area.state === "set") throw cardErrors.error("area-already-set", { municipality: area.municipality });
  let session = await unlessOtherKeys(openSession(context, "area", keys.area));
  if (session === undefined) {
    const setter = await openSession(context, "setting", keys.setting);
    await onStep({ name: "put-area-keys", done: 0, total: 2 });
    await perform(setter, "PUT DATA", putAreaKeys(keys.area, keys.setting));
    session = await openSession(context, "area", keys.area);
  }
  await onStep({ name: "store-area-record", done: 1, total: 2 });
  await perform(session, "PUT DATA", record);
}

/** Hands the area over by PUT DATA of the keys and of the record. */
export function handOver(
  context: FileSystemContext,
  { current, next }: HandOverKeys,
  succession: AreaSuccession,
  onStep?: StepListener,
): Promise<void> {
  return handOverArea<SecureMessagingHost>(
    context.link,
    {
      recordWriter: (record) => {
        const command = putAreaRecord(record);
        return async (session) => {
          await perform(session, "PUT DATA", command);
        };
      },
      underNext: () => unlessOtherKeys(openSession(context, "area", next)),
      underCurrent: (view) => openArea(context, current, view),
      putNextKeys: async (session) => {
        await perform(session, "PUT DATA", putAreaKeys(next, current));
        return session;
      },
    },
    succession,
    onStep,
  );
}
