import { type GpChannel, openScp02, openScp03 } from "#card/globalplatform/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { openSecureMessaging } from "#card/iso7816/secure-messaging/index.js";
import { areaDomainAid, ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import { CARD_APP_LEVEL } from "#card/region/card-app/commands.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { keyReference } from "#card/region/iso-fs/names.js";
import type { CardProfile } from "../profiles/profile.js";
import type { CardState, FlowContext } from "./flows.js";
import type { FuzzRandom } from "./fuzz-random.js";
import { APPLICATION_COMMANDS, directoryCommands, domainCommands } from "./guarded-commands.js";

const select = (aid: Uint8Array) => new CommandApdu(0x00, 0xa4, 0x04, 0x00, aid, 256).encode();

/** An open channel, and commands that mean something in it. */
export interface Guarded {
  readonly channel: Pick<GpChannel, "transmit">;
  readonly commands: readonly Uint8Array[];
}

/**
 * Opens one of the channels of a card in this state, with true keys: to a security domain, or to the area directory, to the card application.
 * Throws what the channel's opening throws.
 */
export async function openGuarded(
  profile: CardProfile,
  state: CardState,
  cardId: Uint8Array,
  { link, holder }: FlowContext,
  random: FuzzRandom,
): Promise<Guarded> {
  if (state === "loaded" && random.chance(40)) {
    await link.transmit(select(holder.package.aid));
    const channel = await openScp03(link, holder.serviceKeys(cardId), { level: CARD_APP_LEVEL, random });
    return { channel, commands: APPLICATION_COMMANDS };
  }
  if (profile.dialect === "iso-fs") {
    const { keyLength } = profile.isoFs;
    const use = state === "issued" ? "setting" : "area";
    const keys = use === "setting" ? holder.settingKeys(cardId, keyLength) : holder.areaKeys(1, cardId, keyLength);
    await link.transmit(select(REGIONAL_DOMAIN_AID));
    const session = await openSecureMessaging(link, keys, keyReference(use, keys.version), random);
    return { channel: session, commands: directoryCommands(holder, keys) };
  }
  const length = profile.dialect === "gp-scp02" ? 16 : profile.scp03.keyLength;
  const [aid, keys] = ((): readonly [Uint8Array, ChannelKeys] => {
    if (random.chance(25)) return [ISSUER_DOMAIN_AID, holder.issuerKeys];
    if (state === "issued" || random.chance(20)) return [REGIONAL_DOMAIN_AID, holder.settingKeys(cardId, length)];
    return [areaDomainAid("13101"), holder.areaKeys(1, cardId, length)];
  })();
  await link.transmit(select(aid));
  const commands = domainCommands(holder);
  if (profile.dialect === "gp-scp02") return { channel: await openScp02(link, keys, { random }), commands };
  const { mode } = profile.scp03;
  return {
    channel: await openScp03(link, keys, { mode, random, responseProtectionIfOffered: random.chance(50) }),
    commands,
  };
}
