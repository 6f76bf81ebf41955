import { concat, uintBE } from "#card/bytes/bytes.js";
import { secretEqual } from "#card/crypto/aes.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu, respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { RandomSource } from "#card/ports/random.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import type { CardChannel } from "../secure-channel/card-channel.js";
import { CardSession } from "../secure-channel/card-session.js";
import { AES_KEYS } from "../secure-channel/key-format.js";
import { decryptSensitive } from "./dek.js";
import {
  type Challenges,
  cardCryptogram,
  deriveSessionKeys,
  hostCryptogram,
  pseudoRandomChallenge,
  type SessionKeys,
} from "./key-derivation.js";
import { levelOffered, MODE_LENGTH, Scp03Option, type Scp03Setup, scp03Parameter } from "./parameters.js";
import { Scp03Session } from "./session.js";

/** What the card's end of the channel needs from the application that owns it. */
export interface Scp03CardSide {
  readonly scp: Scp03Setup;
  readonly random: RandomSource;
  /** AID of the application: it enters the pseudo-random card challenge. */
  readonly aid: Uint8Array;
  /** Key diversification data, 10 octets. */
  readonly diversification: Uint8Array;
  /** The key set with this version number, or for 0 the first one; undefined when there is none. */
  findKeys(version: number): ChannelKeys | undefined;
  /** Steps the sequence counter of a key set, durably, and gives it; asked for only with a pseudo-random card challenge. */
  nextSequence(version: number): number;
}

/** A session that waits for the host's proof. */
interface Pending {
  readonly keys: ChannelKeys;
  readonly session: SessionKeys;
  readonly challenges: Challenges;
}

interface Open {
  readonly channel: Scp03Session;
  readonly version: number;
  readonly dek: Uint8Array;
}

/** The card's end of a secure channel. One instance lives as long as its application; sessions come and go. */
export class Scp03Card extends CardSession<Pending, Open> implements CardChannel {
  readonly keyFormat = AES_KEYS;
  readonly #side: Scp03CardSide;

  constructor(side: Scp03CardSide) {
    super();
    this.#side = side;
  }

  /** INITIALIZE UPDATE (Amendment D, 7.1.1). Ends an open session. */
  begin(command: CommandApdu): Uint8Array {
    this.close();
    const { mode } = this.#side.scp;
    if (command.p2 !== 0) return status(SW.WRONG_P1P2);
    if (command.data.length !== MODE_LENGTH[mode]) return status(SW.WRONG_LENGTH);
    const keys = this.#side.findKeys(command.p1);
    if (keys === undefined) return status(SW.REFERENCE_NOT_FOUND);
    const pseudo = (this.#side.scp.i & Scp03Option.PSEUDO_RANDOM_CHALLENGE) !== 0;
    const sequence = pseudo ? this.#side.nextSequence(keys.version) : 0;
    const card = pseudo
      ? pseudoRandomChallenge(keys, sequence, this.#side.aid, mode)
      : this.#side.random.bytes(MODE_LENGTH[mode]);
    const challenges = { host: command.data.slice(), card };
    const session = deriveSessionKeys(keys, challenges);
    this.pending = { keys, session, challenges };
    return respond(
      concat(
        this.#side.diversification,
        Uint8Array.of(keys.version, 0x03, scp03Parameter(this.#side.scp)),
        card,
        cardCryptogram(session, challenges, mode),
        pseudo ? uintBE(sequence, 3) : new Uint8Array(0),
      ),
    );
  }

  /** EXTERNAL AUTHENTICATE (Amendment D, 7.1.2): 9000 and the session is open, or it is over. */
  authenticate(command: CommandApdu): Uint8Array {
    const pending = this.takePending();
    if (pending === undefined) return status(SW.CONDITIONS);
    if (!levelOffered(command.p1, scp03Parameter(this.#side.scp)) || command.p2 !== 0) return status(SW.WRONG_P1P2);
    const { mode } = this.#side.scp;
    if (command.data.length !== 2 * MODE_LENGTH[mode]) return status(SW.WRONG_LENGTH);
    const channel = new Scp03Session(pending.session, mode, command.p1);
    const plain = channel.verify(command);
    if (plain === undefined) return status(SW.SECURITY_STATUS);
    const expected = hostCryptogram(pending.session, pending.challenges, mode);
    if (!secretEqual(plain.data, expected)) return status(SW.WARNING_NVM_CHANGED);
    const { version, dek } = pending.keys;
    this.open = { channel, version, dek };
    return status(SW.OK);
  }

  /** The response to an unwrapped command, protected as the session's level asks. */
  wrapResponse(response: Uint8Array): Uint8Array {
    return this.open?.channel.protectResponse(ResponseApdu.parse(response)).encode() ?? response;
  }

  /** Sensitive data of `length` octets that came under the DEK of the open session; undefined when it cannot be that. */
  decryptSensitive(hidden: Uint8Array, length: number): Uint8Array | undefined {
    return this.open && decryptSensitive(this.open.dek, hidden, length);
  }
}
