import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { openSecureMessaging, type SecureMessagingHost } from "#card/iso7816/secure-messaging/index.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { ChannelKeys } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { refused } from "../clear-commands.js";
import { type KeyUse, keyReference } from "./names.js";

export interface FileSystemContext {
  readonly link: CardLink;
  readonly random: RandomSource;
}

/** Errors of the authentication that mean: these keys are not the card's. */
const WRONG_KEYS = ["sm.key-reference", "sm.host-refused", "sm.card-proof"];

/**
 * Opens a session with the area directory, which must be selected. Keys that are not the card's show themselves before any write:
 * `card.area-key-mismatch`. Throws `card.refused` when the card does not let a session begin.
 */
export async function openSession(
  { link, random }: FileSystemContext,
  use: KeyUse,
  keys: ChannelKeys,
): Promise<SecureMessagingHost> {
  try {
    return await openSecureMessaging(link, keys, keyReference(use, keys.version), random);
  } catch (error) {
    if (!isMadoguchiError(error) || !error.code.startsWith("sm.")) throw error;
    const details = { reason: error.code, ...error.details };
    const code = WRONG_KEYS.includes(error.code) ? "area-key-mismatch" : "refused";
    throw cardErrors.error(code, details, { cause: error });
  }
}

/** Sends a command through the session; anything but 9000 is `refused(name, sw)`. Throws `card.not-authentic`, `card.refused`. */
export async function perform(session: SecureMessagingHost, name: string, command: CommandApdu): Promise<Uint8Array> {
  try {
    const { data, sw, ok } = await session.transmit(command);
    if (!ok) throw refused(name, sw);
    return data;
  } catch (error) {
    if (!isMadoguchiError(error) || !error.code.startsWith("sm.")) throw error;
    const code = error.code === "sm.response" ? "not-authentic" : "refused";
    throw cardErrors.error(code, { command: name, ...error.details }, { cause: error });
  }
}
