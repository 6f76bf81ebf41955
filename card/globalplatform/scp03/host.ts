import { secretEqual } from "#card/crypto/aes.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { scpErrors } from "../secure-channel/errors.js";
import type { GpChannel } from "../secure-channel/gp-channel.js";
import { externalAuthenticate, initializeUpdate } from "../secure-channel/handshake.js";
import { HostChannel } from "../secure-channel/host-channel.js";
import { AES_KEYS } from "../secure-channel/key-format.js";
import { SecurityLevel } from "../secure-channel/levels.js";
import { encryptSensitive } from "./dek.js";
import { cardCryptogram, deriveSessionKeys, hostCryptogram } from "./key-derivation.js";
import { levelOffered, MODE_LENGTH, type Scp03Mode, strongestLevel } from "./parameters.js";
import { Scp03Session } from "./session.js";

export interface Scp03HostOptions {
  /** Security level of the session, a legal combination of `SecurityLevel`; C-MAC + C-DECRYPTION when absent. */
  readonly level?: number;
  /** Response protection is taken as far as the card's `i` offers it, in addition to `level`. */
  readonly responseProtectionIfOffered?: boolean;
  /** Protection bits of the parameter `i` that this card's model is known to offer: a card that offers less is `scp.downgraded`. */
  readonly leastProtection?: number;
  /** S8 when absent. */
  readonly mode?: Scp03Mode;
  readonly random: RandomSource;
}

/** What the card says of itself in its answer to INITIALIZE UPDATE. */
export interface InitializeUpdateAnswer {
  /** Key diversification data, 10 octets. */
  readonly diversification: Uint8Array;
  readonly keyVersion: number;
  readonly i: number;
  readonly cardChallenge: Uint8Array;
  readonly cryptogram: Uint8Array;
  /** Sequence counter, when the card challenge is pseudo-random. */
  readonly sequence?: Uint8Array;
}

/** Reads the data of the answer to INITIALIZE UPDATE (Amendment D, 7.1.1.6). Throws `scp.protocol`, `scp.malformed-response`. */
export function parseInitializeUpdateAnswer(data: Uint8Array, mode: Scp03Mode): InitializeUpdateAnswer {
  const protocol = data[11];
  if (protocol !== undefined && protocol !== 0x03) throw scpErrors.error("protocol", { scp: protocol });
  const length = MODE_LENGTH[mode];
  const challengeAt = 13;
  const cryptogramAt = challengeAt + length;
  const end = cryptogramAt + length;
  if (data.length !== end && data.length !== end + 3)
    throw scpErrors.error("malformed-response", { size: data.length });
  return {
    diversification: data.slice(0, 10),
    keyVersion: data[10]!,
    i: data[12]!,
    cardChallenge: data.slice(challengeAt, cryptogramAt),
    cryptogram: data.slice(cryptogramAt, end),
    ...(data.length > end ? { sequence: data.slice(end) } : {}),
  };
}

/** An open secure channel, seen from the host. */
export class Scp03Host extends HostChannel<InitializeUpdateAnswer, Scp03Session> implements GpChannel {
  readonly keyFormat = AES_KEYS;
  readonly #dek: Uint8Array;

  constructor(link: CardLink, session: Scp03Session, keys: ChannelKeys, card: InitializeUpdateAnswer) {
    super(link, session, card);
    this.#dek = keys.dek;
  }

  /**
   * Sends a plain command through the channel and gives the plain response.
   * Throws `scp.response-mac` (the channel is then closed), `scp.closed`, and what the link throws.
   */
  async transmit(command: CommandApdu): Promise<ResponseApdu> {
    this.demandOpen();
    const protectedCommand = this.session.protectCommand(command).encode();
    const answer = ResponseApdu.parse(await this.link.transmit(protectedCommand));
    const response = this.session.unprotectResponse(answer);
    if (response === undefined) {
      this.close();
      throw scpErrors.error("response-mac", { ins: command.ins, sw: answer.sw.toString(16).toUpperCase() });
    }
    return response;
  }

  /** Encrypts key values and the like under the channel's DEK (Amendment D, 6.2.8). */
  encryptSensitive(data: Uint8Array): Uint8Array {
    return encryptSensitive(this.#dek, data);
  }
}

/**
 * Opens a secure channel with the application that is selected. `keys.version` 0 takes the card's first key set.
 * A wrong key shows itself here as `scp.card-cryptogram`, before EXTERNAL AUTHENTICATE is sent.
 * Also throws `scp.key-version`, `scp.refused`, `scp.protocol`, `scp.malformed-response`, `scp.level-not-offered`,
 * `scp.downgraded`, `scp.host-refused`.
 */
export async function openScp03(link: CardLink, keys: ChannelKeys, options: Scp03HostOptions): Promise<Scp03Host> {
  const mode = options.mode ?? "S8";
  const hostChallenge = options.random.bytes(MODE_LENGTH[mode]);
  const card = await initializeUpdate(link, keys.version, hostChallenge, (data) =>
    parseInitializeUpdateAnswer(data, mode),
  );
  const challenges = { host: hostChallenge, card: card.cardChallenge };
  const session = deriveSessionKeys(keys, challenges);
  if (!secretEqual(cardCryptogram(session, challenges, mode), card.cryptogram)) {
    throw scpErrors.error("card-cryptogram", { version: card.keyVersion });
  }
  const level = chooseLevel(options, card.i);
  const channel = new Scp03Session(session, mode, level);
  await externalAuthenticate(link, channel, hostCryptogram(session, challenges, mode));
  return new Scp03Host(link, channel, keys, card);
}

/** `i` itself is under no MAC: whoever stands between could take protection away, if less were ever accepted than is known to be there. */
function chooseLevel(options: Scp03HostOptions, i: number): number {
  const { leastProtection = 0 } = options;
  if ((i & leastProtection) !== leastProtection) throw scpErrors.error("downgraded", { i, least: leastProtection });
  const asked = options.level ?? SecurityLevel.C_MAC | SecurityLevel.C_DECRYPTION;
  if (!levelOffered(asked, i)) throw scpErrors.error("level-not-offered", { level: asked, i });
  if (options.responseProtectionIfOffered !== true) return asked;
  return strongestLevel(i, asked | SecurityLevel.R_MAC | (asked & SecurityLevel.C_DECRYPTION ? 0x20 : 0));
}
