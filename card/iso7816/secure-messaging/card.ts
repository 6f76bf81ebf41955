import { concat, equal } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CommandApdu } from "../command-apdu.js";
import { ResponseApdu, respond, status } from "../response-apdu.js";
import { SW } from "../status-words.js";
import { tlv } from "../tlv.js";
import { KEY_REFERENCE } from "./commands.js";
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

/** What the card's end of the session needs from the directory that owns it; `K` is whatever it keeps with its keys. */
export interface SecureMessagingCardSide<K extends StaticKeys> {
  readonly random: RandomSource;
  /** The keys that a reference names; undefined when there are none. */
  findKeys(reference: Uint8Array): K | undefined;
}

/** The card's end of secure messaging. One instance lives as long as its directory; sessions come and go, in volatile memory. */
export class SecureMessagingCard<K extends StaticKeys> {
  readonly #side: SecureMessagingCardSide<K>;
  #chosen: K | undefined;
  #challenge: Uint8Array | undefined;
  #open: { readonly session: SecureMessagingSession; readonly keys: K } | undefined;

  constructor(side: SecureMessagingCardSide<K>) {
    this.#side = side;
  }

  /** The keys that the open session stands on; undefined when none is open. */
  get keys(): K | undefined {
    return this.#open?.keys;
  }

  /** Ends whatever there is: session, challenge and chosen keys. */
  close(): void {
    this.#chosen = undefined;
    this.#challenge = undefined;
    this.#open = undefined;
  }

  /** MANAGE SECURITY ENVIRONMENT: SET. Begins anew. */
  choose(command: CommandApdu): Uint8Array {
    this.close();
    if (command.p1 !== 0xc1 || command.p2 !== 0xa4) return status(SW.WRONG_P1P2);
    const reference = command.data.subarray(2);
    if (!equal(command.data, tlv(KEY_REFERENCE, reference))) return status(SW.WRONG_DATA);
    this.#chosen = this.#side.findKeys(reference);
    return status(this.#chosen === undefined ? SW.REFERENCE_NOT_FOUND : SW.OK);
  }

  /** GET CHALLENGE: of the length that the authentication needs, for one use. */
  challenge(command: CommandApdu): Uint8Array {
    this.#challenge = undefined;
    if (command.p1 !== 0 || command.p2 !== 0) return status(SW.WRONG_P1P2);
    if (command.le !== CHALLENGE_LENGTH || command.data.length > 0) return status(SW.WRONG_LENGTH);
    this.#challenge = this.#side.random.bytes(CHALLENGE_LENGTH);
    return respond(this.#challenge);
  }

  /** MUTUAL AUTHENTICATE: the card's own proof and an open session, or 6300 and nothing. A challenge is used up by either. */
  authenticate(command: CommandApdu): Uint8Array {
    const [keys, challenge] = [this.#chosen, this.#challenge];
    this.close();
    if (command.p1 !== 0 || command.p2 !== 0) return status(SW.WRONG_P1P2);
    if (keys === undefined || challenge === undefined) return status(SW.CONDITIONS);
    if (command.data.length !== PROOF_LENGTH || (command.le ?? 0) < PROOF_LENGTH) return status(SW.WRONG_LENGTH);
    const theirs = decodeProof(keys, command.data);
    if (theirs === undefined || !equal(theirs.other, challenge)) return status(SW.WARNING_NVM_CHANGED);
    const mine = { own: challenge, other: concat(theirs.own), material: this.#side.random.bytes(MATERIAL_LENGTH) };
    const session = new SecureMessagingSession(sessionKeys(keys.enc.length, theirs, mine));
    this.#open = { session, keys };
    return respond(encodeProof(keys, mine));
  }

  /** The plain command of a protected one; undefined when no session is open or its protection is wrong: the session is then over. */
  unwrap(command: CommandApdu): CommandApdu | undefined {
    const plain = this.#open?.session.unprotectCommand(command);
    if (plain === undefined) this.close();
    return plain;
  }

  /** The response to an unwrapped command, as it travels. */
  wrap(response: Uint8Array): Uint8Array {
    return this.#open?.session.protectResponse(ResponseApdu.parse(response)).encode() ?? response;
  }
}
