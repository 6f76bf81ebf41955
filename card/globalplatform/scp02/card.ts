import { concat, uintBE } from "#card/bytes/bytes.js";
import { secretEqual } from "#card/crypto/aes.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { RandomSource } from "#card/ports/random.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import type { CardChannel } from "../secure-channel/card-channel.js";
import { CardSession } from "../secure-channel/card-session.js";
import { TRIPLE_DES_KEYS } from "../secure-channel/key-format.js";
import { scp02DecryptSensitive } from "./dek.js";
import {
  deriveScp02Keys,
  type Scp02Challenges,
  type Scp02SessionKeys,
  scp02CardChallenge,
  scp02CardCryptogram,
  scp02HostCryptogram,
} from "./key-derivation.js";
import {
  PSEUDO_RANDOM_CHALLENGE,
  SCP02,
  SCP02_CARD_CHALLENGE_LENGTH,
  SCP02_HOST_CHALLENGE_LENGTH,
  SCP02_LAST_SEQUENCE,
  SCP02_MAC_LENGTH,
  type Scp02Parameter,
  scp02LevelOffered,
} from "./parameters.js";
import { Scp02Session } from "./session.js";

/** How a card's end of the channel is set up. */
export interface Scp02Setup {
  readonly protocol: "SCP02";
  readonly i: Scp02Parameter;
}

/** What the card's end of the channel needs from the application that owns it. */
export interface Scp02CardSide {
  readonly scp: Scp02Setup;
  readonly random: RandomSource;
  /** AID of the application: the well-known pseudo-random card challenge is made of it. */
  readonly aid: Uint8Array;
  /** Key diversification data, 10 octets. */
  readonly diversification: Uint8Array;
  /** The key set with this version number, or for 0 the first one; undefined when there is none. */
  findKeys(version: number): (ChannelKeys & { readonly sequence: number }) | undefined;
  /** Sets the sequence counter of a key set, durably. */
  setSequence(version: number, sequence: number): void;
}

/** A session that waits for the host's proof. */
interface Pending {
  readonly keys: ChannelKeys;
  readonly session: Scp02SessionKeys;
  readonly challenges: Scp02Challenges;
}

interface Open {
  readonly channel: Scp02Session;
  readonly session: Scp02SessionKeys;
  readonly version: number;
}

/** The card's end of an SCP02 channel. One instance lives as long as its application; sessions come and go. */
export class Scp02Card extends CardSession<Pending, Open> implements CardChannel {
  readonly keyFormat = TRIPLE_DES_KEYS;
  readonly #side: Scp02CardSide;

  constructor(side: Scp02CardSide) {
    super();
    this.#side = side;
  }

  /** INITIALIZE UPDATE (GlobalPlatform 2.3.1, E.5.1). It leaves the sequence counter as it is. */
  begin(command: CommandApdu): Uint8Array {
    this.close();
    // P2 is the key identifier: 00, and 01 from hosts that name the first key of the set.
    if (command.p2 > 1) return status(SW.WRONG_P1P2);
    if (command.data.length !== SCP02_HOST_CHALLENGE_LENGTH) return status(SW.WRONG_LENGTH);
    const keys = this.#side.findKeys(command.p1);
    if (keys === undefined) return status(SW.REFERENCE_NOT_FOUND);
    const { sequence } = keys;
    if (sequence >= SCP02_LAST_SEQUENCE) return status(SW.CONDITIONS);
    const session = deriveScp02Keys(keys, sequence);
    const pseudo = (this.#side.scp.i & PSEUDO_RANDOM_CHALLENGE) !== 0;
    const card = pseudo
      ? scp02CardChallenge(session, this.#side.aid)
      : this.#side.random.bytes(SCP02_CARD_CHALLENGE_LENGTH);
    const challenges = { sequence, host: command.data.slice(), card };
    this.pending = { keys, session, challenges };
    return respond(
      concat(
        this.#side.diversification,
        Uint8Array.of(keys.version, SCP02),
        uintBE(sequence, 2),
        card,
        scp02CardCryptogram(session, challenges),
      ),
    );
  }

  /**
   * EXTERNAL AUTHENTICATE (E.5.2). The counter steps as soon as the session's first C-MAC is found right, and only then (E.1.2):
   * durably before the answer, so that no host ever goes on with a session that could be played again.
   */
  authenticate(command: CommandApdu): Uint8Array {
    const pending = this.takePending();
    if (pending === undefined) return status(SW.CONDITIONS);
    if (!scp02LevelOffered(command.p1) || command.p2 !== 0) return status(SW.WRONG_P1P2);
    if (command.data.length !== 2 * SCP02_MAC_LENGTH) return status(SW.WRONG_LENGTH);
    const { keys, session, challenges } = pending;
    const channel = new Scp02Session(session, command.p1);
    const plain = channel.verify(command);
    if (plain === undefined) return status(SW.SECURITY_STATUS);
    this.#side.setSequence(keys.version, challenges.sequence + 1);
    if (!secretEqual(plain.data, scp02HostCryptogram(session, challenges))) return status(SW.WARNING_NVM_CHANGED);
    this.open = { channel, session, version: keys.version };
    return status(SW.OK);
  }

  /** As it is: neither form of SCP02 here protects responses. */
  wrapResponse(response: Uint8Array): Uint8Array {
    return response;
  }

  decryptSensitive(hidden: Uint8Array, length: number): Uint8Array | undefined {
    return this.open && scp02DecryptSensitive(this.open.session.dek, hidden, length);
  }
}
