import { readUintBE } from "#card/bytes/bytes.js";
import { secretEqual } from "#card/crypto/aes.js";
import { apduErrors, type CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { scpErrors } from "../secure-channel/errors.js";
import type { GpChannel } from "../secure-channel/gp-channel.js";
import { externalAuthenticate, initializeUpdate } from "../secure-channel/handshake.js";
import { HostChannel } from "../secure-channel/host-channel.js";
import { TRIPLE_DES_KEYS } from "../secure-channel/key-format.js";
import { SecurityLevel } from "../secure-channel/levels.js";
import { scp02EncryptSensitive } from "./dek.js";
import { deriveScp02Keys, type Scp02SessionKeys, scp02CardCryptogram, scp02HostCryptogram } from "./key-derivation.js";
import {
  SCP02,
  SCP02_CARD_CHALLENGE_LENGTH,
  SCP02_HOST_CHALLENGE_LENGTH,
  SCP02_KEY_LENGTH,
  SCP02_MAC_LENGTH,
  scp02LevelOffered,
} from "./parameters.js";
import { Scp02Session } from "./session.js";

export interface Scp02HostOptions {
  /** Security level of the session: 00, 01 or 03; C-MAC + C-DECRYPTION when absent. */
  readonly level?: number;
  readonly random: RandomSource;
}

/** What the card says of itself in its answer to INITIALIZE UPDATE. */
export interface Scp02Answer {
  /** Key diversification data, 10 octets. */
  readonly diversification: Uint8Array;
  readonly keyVersion: number;
  readonly sequence: number;
  /** 6 octets. */
  readonly cardChallenge: Uint8Array;
  readonly cryptogram: Uint8Array;
}

const SEQUENCE_AT = 12;
const CHALLENGE_AT = SEQUENCE_AT + 2;
const CRYPTOGRAM_AT = CHALLENGE_AT + SCP02_CARD_CHALLENGE_LENGTH;
const ANSWER_LENGTH = CRYPTOGRAM_AT + SCP02_MAC_LENGTH;

/** Reads the data of the answer to INITIALIZE UPDATE (GlobalPlatform 2.3.1, E.5.1.6). Throws `scp.protocol`, `scp.malformed-response`. */
export function parseScp02Answer(data: Uint8Array): Scp02Answer {
  const protocol = data[11];
  if (protocol !== undefined && protocol !== SCP02) throw scpErrors.error("protocol", { scp: protocol });
  if (data.length !== ANSWER_LENGTH) throw scpErrors.error("malformed-response", { size: data.length });
  return {
    diversification: data.slice(0, 10),
    keyVersion: data[10]!,
    sequence: readUintBE(data, SEQUENCE_AT, 2),
    cardChallenge: data.slice(CHALLENGE_AT, CRYPTOGRAM_AT),
    cryptogram: data.slice(CRYPTOGRAM_AT),
  };
}

/** An open SCP02 channel, seen from the host. Its responses are not protected: what the card answers is believed, not proved. */
export class Scp02Host extends HostChannel<Scp02Answer, Scp02Session> implements GpChannel {
  readonly keyFormat = TRIPLE_DES_KEYS;
  readonly #dek: Uint8Array;

  constructor(link: CardLink, session: Scp02Session, keys: Scp02SessionKeys, card: Scp02Answer) {
    super(link, session, card);
    this.#dek = keys.dek;
  }

  /** Sends a plain command through the channel and gives the response. Throws `scp.closed`, `apdu.too-large`, and what the link throws. */
  async transmit(command: CommandApdu): Promise<ResponseApdu> {
    this.demandOpen();
    const { data, le } = command;
    // Before the MAC chain goes on: what is not sent must not count.
    if (data.length > this.largestPlainData() || (le ?? 0) > 256) {
      throw apduErrors.error("too-large", { lc: data.length, le });
    }
    return ResponseApdu.parse(await this.link.transmit(this.session.protectCommand(command).encode()));
  }

  encryptSensitive(data: Uint8Array): Uint8Array {
    return scp02EncryptSensitive(this.#dek, data);
  }
}

/**
 * Opens a secure channel with the application that is selected. `keys.version` 0 takes the card's first key set.
 * A wrong key shows itself here as `scp.card-cryptogram`, before EXTERNAL AUTHENTICATE is sent. Also throws `scp.key-length`,
 * `scp.key-version`, `scp.refused`, `scp.protocol`, `scp.malformed-response`, `scp.level-not-offered`, `scp.host-refused`.
 */
export async function openScp02(link: CardLink, keys: ChannelKeys, options: Scp02HostOptions): Promise<Scp02Host> {
  const level = options.level ?? SecurityLevel.C_MAC | SecurityLevel.C_DECRYPTION;
  if (!scp02LevelOffered(level)) throw scpErrors.error("level-not-offered", { level });
  for (const { length } of [keys.enc, keys.mac, keys.dek]) {
    if (length !== SCP02_KEY_LENGTH) throw scpErrors.error("key-length", { size: length, needed: SCP02_KEY_LENGTH });
  }
  const host = options.random.bytes(SCP02_HOST_CHALLENGE_LENGTH);
  const card = await initializeUpdate(link, keys.version, host, parseScp02Answer);
  const session = deriveScp02Keys(keys, card.sequence);
  const challenges = { sequence: card.sequence, host, card: card.cardChallenge };
  if (!secretEqual(scp02CardCryptogram(session, challenges), card.cryptogram)) {
    throw scpErrors.error("card-cryptogram", { version: card.keyVersion });
  }
  const channel = new Scp02Session(session, level);
  await externalAuthenticate(link, channel, scp02HostCryptogram(session, challenges));
  return new Scp02Host(link, channel, session, card);
}
