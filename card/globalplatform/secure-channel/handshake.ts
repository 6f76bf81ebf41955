import { concat } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { CardLink } from "#card/reader/card-link.js";
import { scpErrors } from "./errors.js";
import { INS_EXTERNAL_AUTHENTICATE, INS_INITIALIZE_UPDATE } from "./levels.js";

const hexWord = (sw: number): string => sw.toString(16).toUpperCase();

/**
 * INITIALIZE UPDATE as both protocols have it; `parse` reads what the protocol's card answers. Key version 0 takes the card's first
 * key set. Throws `scp.key-version`, `scp.refused`, and what `parse` throws.
 */
export async function initializeUpdate<A extends { readonly keyVersion: number }>(
  link: CardLink,
  version: number,
  hostChallenge: Uint8Array,
  parse: (data: Uint8Array) => A,
): Promise<A> {
  const update = new CommandApdu(0x80, INS_INITIALIZE_UPDATE, version, 0, hostChallenge, 256);
  const answer = ResponseApdu.parse(await link.transmit(update.encode()));
  if (answer.sw === SW.REFERENCE_NOT_FOUND) throw scpErrors.error("key-version", { version });
  if (!answer.ok) throw scpErrors.error("refused", { sw: hexWord(answer.sw) });
  const card = parse(answer.data);
  if (version !== 0 && card.keyVersion !== version) {
    throw scpErrors.error("key-version", { version, onCard: card.keyVersion });
  }
  return card;
}

/** What EXTERNAL AUTHENTICATE needs of a session. */
interface AuthenticatingSession {
  readonly level: number;
  authenticate(command: CommandApdu): CommandApdu;
}

/** EXTERNAL AUTHENTICATE at the session's level, with the host's cryptogram. Throws `scp.host-refused`. */
export async function externalAuthenticate(
  link: CardLink,
  session: AuthenticatingSession,
  proof: Uint8Array,
): Promise<void> {
  const command = new CommandApdu(0x80, INS_EXTERNAL_AUTHENTICATE, session.level, 0, concat(proof));
  const verdict = ResponseApdu.parse(await link.transmit(session.authenticate(command).encode()));
  if (!verdict.ok) throw scpErrors.error("host-refused", { sw: hexWord(verdict.sw) });
}
