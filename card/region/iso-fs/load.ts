import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { SecureMessagingHost } from "#card/iso7816/secure-messaging/index.js";
import { demandLoadable } from "../before-writing.js";
import type { ChannelKeys, StepListener } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import type { DirectoryEntry } from "../directory.js";
import { readArea } from "../list.js";
import type { CardAppPackage } from "../package.js";
import { openArea } from "./area.js";
import { activateFile, createFile, deleteFile } from "./commands.js";
import { directoryOf, encodeDirectory, encodeRecordFile } from "./control-parameters.js";
import { type FileSystemContext, perform } from "./exchange.js";
import { FIRST_DF, LAST_DF } from "./names.js";

/** The lowest file identifier that no DF of the area has. */
function freeFileId(entries: readonly DirectoryEntry[]): number {
  const taken = new Set(entries.map(({ fileId }) => fileId));
  for (let id = FIRST_DF; id <= LAST_DF; id++) if (!taken.has(id)) return id;
  throw cardErrors.error("no-space", { what: "file identifiers" });
}

/** A load that the card itself refused in the middle leaves nothing behind; a session that is gone is the journal's matter. */
async function takeBack(session: SecureMessagingHost, fileId: number): Promise<void> {
  try {
    await session.transmit(deleteFile(fileId));
  } catch (error) {
    if (!isMadoguchiError(error)) throw error;
  }
}

/** Makes the DF of a package and its EFs, and activates it. Every refusal that can be known comes before the first write. */
export async function load(
  context: FileSystemContext,
  keys: ChannelKeys,
  pkg: CardAppPackage,
  onStep: StepListener = () => {},
): Promise<void> {
  const view = await readArea(context.link);
  demandLoadable(view, pkg, "iso-fs");
  const fileId = freeFileId(view.entries);
  const steps: readonly (readonly [name: string, command: CommandApdu])[] = [
    ["create-directory", createFile(encodeDirectory(directoryOf(pkg, fileId)))],
    ...pkg.files.map((file) => ["create-file", createFile(encodeRecordFile(file))] as const),
    ["activate", activateFile()],
  ];
  const session = await openArea(context, keys, view);
  for (const [done, [name, command]] of steps.entries()) {
    await onStep({ name, done, total: steps.length });
    try {
      await perform(session, name === "activate" ? "ACTIVATE FILE" : "CREATE FILE", command);
    } catch (error) {
      if (isMadoguchiError(error) && error.code.startsWith("card.") && done > 0) await takeBack(session, fileId);
      throw error;
    }
  }
}
