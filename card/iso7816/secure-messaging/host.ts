import { concat, equal } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { CommandApdu } from "../command-apdu.js";
import { ResponseApdu } from "../response-apdu.js";
import { SW } from "../status-words.js";
import { tlv } from "../tlv.js";
import { INS_GET_CHALLENGE, INS_MANAGE_SECURITY, INS_MUTUAL_AUTHENTICATE, KEY_REFERENCE } from "./commands.js";
import { smErrors } from "./errors.js";
import {
  CHALLENGE_LENGTH,
  decodeProof,
  encodeProof,
  MATERIAL_LENGTH,
  PROOF_LENGTH,
  type StaticKeys,
  sessionKeys,
} from "./mutual-authentication.js";
import { SecureMessagingSession } from "./session.js";

const hex = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, "0");

/** An open session, seen from the host. */
export class SecureMessagingHost {
  readonly #link: CardLink;
  readonly #session: SecureMessagingSession;
  #open = true;

  constructor(link: CardLink, session: SecureMessagingSession) {
    this.#link = link;
    this.#session = session;
  }

  /**
   * Sends a plain command through the session and gives the plain response.
   * Throws `sm.ended` (the card refused the protection), `sm.response` (the answer is not the card's): the session is then
   * over; `sm.closed`, and what the link throws.
   */
  async transmit(command: CommandApdu): Promise<ResponseApdu> {
    if (!this.#open) throw smErrors.error("closed");
    // Whatever breaks off from here on leaves the two counters apart: only a whole exchange keeps the session.
    this.#open = false;
    const sent = this.#session.protectCommand(command).encode();
    const answer = ResponseApdu.parse(await this.#link.transmit(sent));
    const details = { ins: command.ins, sw: hex(answer.sw) };
    if (answer.data.length === 0 && !answer.ok) throw smErrors.error("ended", details);
    const response = this.#session.unprotectResponse(answer);
    if (response === undefined) throw smErrors.error("response", details);
    this.#open = true;
    return response;
  }

  /** Ends the use of this session on our side; the card ends its side with the next SELECT, plain command or reset. */
  close(): void {
    this.#open = false;
  }
}

/**
 * Authenticates both sides to each other in the directory that is selected, with the keys that `reference` names there, and opens a session.
 * A wrong key shows itself here: `sm.key-reference`, `sm.host-refused`, `sm.card-proof`. Also throws `sm.refused`, `sm.malformed-response`.
 */
export async function openSecureMessaging(
  link: CardLink,
  keys: StaticKeys,
  reference: Uint8Array,
  random: RandomSource,
): Promise<SecureMessagingHost> {
  const send = async (command: CommandApdu) => ResponseApdu.parse(await link.transmit(command.encode()));
  const chosen = await send(new CommandApdu(0x00, INS_MANAGE_SECURITY, 0xc1, 0xa4, tlv(KEY_REFERENCE, reference)));
  if (chosen.sw === SW.REFERENCE_NOT_FOUND) throw smErrors.error("key-reference");
  if (!chosen.ok) throw smErrors.error("refused", { sw: hex(chosen.sw) });
  const challenge = await send(new CommandApdu(0x00, INS_GET_CHALLENGE, 0, 0, undefined, CHALLENGE_LENGTH));
  if (!challenge.ok) throw smErrors.error("refused", { sw: hex(challenge.sw) });
  if (challenge.data.length !== CHALLENGE_LENGTH) {
    throw smErrors.error("malformed-response", { size: challenge.data.length });
  }
  const [own, material] = [random.bytes(CHALLENGE_LENGTH), random.bytes(MATERIAL_LENGTH)];
  const mine = { own, other: concat(challenge.data), material };
  const proof = encodeProof(keys, mine);
  const answer = await send(new CommandApdu(0x00, INS_MUTUAL_AUTHENTICATE, 0, 0, proof, PROOF_LENGTH));
  if (!answer.ok) throw smErrors.error("host-refused", { sw: hex(answer.sw) });
  if (answer.data.length !== PROOF_LENGTH) throw smErrors.error("malformed-response", { size: answer.data.length });
  const theirs = decodeProof(keys, answer.data);
  if (theirs === undefined || !equal(theirs.own, mine.other) || !equal(theirs.other, mine.own)) {
    throw smErrors.error("card-proof");
  }
  return new SecureMessagingHost(link, new SecureMessagingSession(sessionKeys(keys.enc.length, mine, theirs)));
}
