import { toHex } from "#card/bytes/bytes.js";
import { encryptSensitive } from "#card/globalplatform/scp03/dek.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { SecureMessagingHost } from "#card/iso7816/secure-messaging/index.js";
import { encodePin, encodePinLock, encodeServiceKeys } from "../card-app/personalisation.js";
import type { ChannelKeys, Personalisation, StepListener } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { cardAppState, type DirectoryEntry } from "../directory.js";
import { type AreaView, entriesOf, readArea } from "../list.js";
import { openArea } from "./area.js";
import { deleteFile, putData, selectDirectory, writeRecord } from "./commands.js";
import { decodeDirectory, FILE_STATE } from "./control-parameters.js";
import { type FileSystemContext, perform } from "./exchange.js";

/** A DF of the area as the driver addresses it. Throws `card.application-absent`, `card.unsupported`. */
function findDirectory(
  { area, entries }: AreaView,
  aid: Uint8Array,
): { readonly entry: DirectoryEntry; readonly fileId: number } {
  if (area.state !== "set") throw cardErrors.error("area-not-set");
  const entry = entriesOf(entries, aid)[0];
  if (entry === undefined) throw cardErrors.error("application-absent", { aid: toHex(aid) });
  if (entry.fileId === undefined) throw cardErrors.error("unsupported", { missing: "file identifier" });
  return { entry, fileId: entry.fileId };
}

/**
 * Makes a DF current, after seeing that it is the application's. The listing that gave its file identifier was read in clear:
 * whoever changed it on the way could turn a PIN or a deletion to another application. Throws `card.not-authentic`.
 */
async function enter(session: SecureMessagingHost, fileId: number, aid: Uint8Array): Promise<void> {
  const octets = await perform(session, "SELECT", selectDirectory(fileId));
  const parameters = decodeDirectory(octets, Object.values(FILE_STATE));
  const found = parameters === undefined ? [] : entriesOf([{ ...parameters.content, lifeCycle: 0, size: 0 }], aid);
  if (found.length === 0 || parameters?.fileId !== fileId) {
    throw cardErrors.error("not-authentic", { command: "SELECT", aid: toHex(aid) });
  }
}

/** Sends commands to the DF of an activated application, one write each. */
async function write(
  context: FileSystemContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  commands: readonly CommandApdu[],
  onStep: StepListener,
  name: string,
): Promise<void> {
  const view = await readArea(context.link);
  const { entry, fileId } = findDirectory(view, aid);
  if (cardAppState(entry.lifeCycle) === "loading") {
    throw cardErrors.error("application-absent", { aid: toHex(aid) });
  }
  const session = await openArea(context, keys, view);
  await enter(session, fileId, aid);
  for (const [done, command] of commands.entries()) {
    await onStep({ name, done, total: commands.length });
    await perform(session, command.ins === 0xda ? "PUT DATA" : "UPDATE RECORD", command);
  }
}

/** Writes first records and service keys; the keys come last, so that an application with keys is a whole one. */
export function personalise(
  context: FileSystemContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  { serviceKeys, records }: Personalisation,
  onStep: StepListener = () => {},
): Promise<void> {
  const { dgi, data } = encodeServiceKeys(serviceKeys, (plain) => encryptSensitive(keys.dek, plain));
  const writes = records.map(({ file, record, data }) => writeRecord(file, record, data));
  return write(context, keys, aid, [...writes, putData(dgi, data)], onStep, "personalise");
}

/** Sets the PIN of an application; its tries begin anew and a lock is lifted. */
export async function setPin(
  context: FileSystemContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  pin: string,
  onStep: StepListener = () => {},
): Promise<void> {
  // What is no PIN is refused here, before the card is touched.
  const { dgi, data } = encodePin(pin, (plain) => encryptSensitive(keys.dek, plain));
  await write(context, keys, aid, [putData(dgi, data)], onStep, "set-pin");
}

/** Uses up the tries of an application's PIN. */
export function lockPin(
  context: FileSystemContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  onStep: StepListener = () => {},
): Promise<void> {
  const { dgi, data } = encodePinLock();
  return write(context, keys, aid, [putData(dgi, data)], onStep, "lock-pin");
}

/** Deletes the DF of an application with all its EFs, or what a torn load left of it. */
export async function remove(
  context: FileSystemContext,
  keys: ChannelKeys,
  aid: Uint8Array,
  onStep: StepListener = () => {},
): Promise<void> {
  const view = await readArea(context.link);
  const { fileId } = findDirectory(view, aid);
  const session = await openArea(context, keys, view);
  await enter(session, fileId, aid);
  await onStep({ name: "delete", done: 0, total: 1 });
  await perform(session, "DELETE FILE", deleteFile(fileId));
}
