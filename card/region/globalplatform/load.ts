import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import {
  deleteCommand,
  encodeInstallParameters,
  type GpChannel,
  install,
  loadCommands,
} from "#card/globalplatform/index.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { demandLoadable } from "../before-writing.js";
import type { ChannelKeys, StepListener } from "../card-driver.js";
import { readArea } from "../list.js";
import { volatileSize } from "../load-file/size.js";
import type { CardAppPackage } from "../package.js";
import { openAreaChannel } from "./area-channel.js";
import { blockSize, type GpContext, perform } from "./exchange.js";

function loadSteps(pkg: CardAppPackage, blockSize: number): readonly (readonly [string, CommandApdu])[] {
  const { aid, loadFileAid, loadFile, size } = pkg;
  const announce = install.encode({
    purpose: "load",
    loadFileAid,
    parameters: encodeInstallParameters({
      codeSpace: loadFile.length,
      volatileSpace: volatileSize(pkg),
      dataSpace: size,
    }),
  });
  const make = install.encode({
    purpose: "install-and-make-selectable",
    loadFileAid,
    moduleAid: aid,
    applicationAid: aid,
    privileges: 0,
    parameters: encodeInstallParameters({ application: new Uint8Array(0) }),
  });
  return [
    ["install-for-load", announce],
    ...loadCommands(loadFile, blockSize).map((command): readonly [string, CommandApdu] => ["load", command]),
    ["install", make],
  ];
}

/** A load that the card itself refused in the middle leaves nothing behind; a channel that is gone is the journal's matter. */
async function takeBack(channel: GpChannel, aid: Uint8Array): Promise<void> {
  try {
    await channel.transmit(deleteCommand.encode({ object: "card-content", aid, related: true }));
  } catch (error) {
    if (!isMadoguchiError(error)) throw error;
  }
}

/** Loads a package and makes its application selectable. Every refusal that can be known comes before the first write. */
export async function load(
  context: GpContext,
  keys: ChannelKeys,
  pkg: CardAppPackage,
  onStep: StepListener = () => {},
): Promise<void> {
  const view = await readArea(context.link);
  demandLoadable(view, pkg, context.model.dialect);
  const channel = await openAreaChannel(context, keys, view);
  const steps = loadSteps(pkg, blockSize(context, channel));
  for (const [done, [name, command]] of steps.entries()) {
    await onStep({ name, done, total: steps.length });
    try {
      await perform(channel, name === "load" ? "LOAD" : "INSTALL", command);
    } catch (error) {
      if (isMadoguchiError(error) && error.code.startsWith("card.") && done > 0) {
        await takeBack(channel, pkg.loadFileAid);
      }
      throw error;
    }
  }
}
