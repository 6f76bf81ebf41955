import { Scp02Card, type Scp02Setup } from "#card/globalplatform/scp02/index.js";
import { Scp03Card, Scp03Option, type Scp03Setup, scp03Parameter } from "#card/globalplatform/scp03/index.js";
import {
  AES_KEYS,
  type CardChannel,
  type KeyFormat,
  TRIPLE_DES_KEYS,
} from "#card/globalplatform/secure-channel/index.js";
import { SW } from "#card/iso7816/status-words.js";
import type { RandomSource } from "#card/ports/random.js";
import { demand } from "../content-management/refusal.js";
import type { KeySet } from "./key-sets.js";

/** Which secure channel a security domain speaks, and in what form. */
export type ChannelSetup = Scp02Setup | Scp03Setup;

/** What a domain's channel needs from the domain. */
export interface DomainSide {
  readonly random: RandomSource;
  readonly aid: Uint8Array;
  /** Key diversification data, 10 octets. */
  readonly diversification: Uint8Array;
  findKeys(version: number): KeySet | undefined;
  /** Sets the sequence counter of a key set, durably. */
  setSequence(version: number, sequence: number): void;
}

const LAST_SCP03_SEQUENCE = 0xffffff;

/** A domain's end of its secure channel. */
export function domainChannel(scp: ChannelSetup, side: DomainSide): CardChannel {
  if (scp.protocol === "SCP02") return new Scp02Card({ ...side, scp });
  const { random, aid, diversification } = side;
  return new Scp03Card({
    scp,
    random,
    aid,
    diversification,
    findKeys: (version) => side.findKeys(version),
    nextSequence: (version) => {
      const next = side.findKeys(version)!.sequence + 1;
      demand(next <= LAST_SCP03_SEQUENCE, SW.CONDITIONS);
      side.setSequence(version, next);
      return next;
    },
  });
}

/** What the card says of a channel: protocol number and `i`, its keys' format, and the octets of its sequence counter (0: it has none). */
export function channelFacts(scp: ChannelSetup): {
  readonly protocol: number;
  readonly i: number;
  readonly keyFormat: KeyFormat;
  readonly sequenceLength: number;
} {
  if (scp.protocol === "SCP02") return { protocol: 0x02, i: scp.i, keyFormat: TRIPLE_DES_KEYS, sequenceLength: 2 };
  const i = scp03Parameter(scp);
  const sequenceLength = (i & Scp03Option.PSEUDO_RANDOM_CHALLENGE) === 0 ? 0 : 3;
  return { protocol: 0x03, i, keyFormat: AES_KEYS, sequenceLength };
}
