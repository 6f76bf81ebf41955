import { fromHex } from "#card/bytes/bytes.js";
import { type RandomSource, seededRandom } from "#card/ports/random.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { Scp02Card } from "./card.js";
import type { Scp02Parameter } from "./parameters.js";

export const AID = fromHex("A000000151000000");

/** Three keys that differ, version 1. */
export const KEYS: ChannelKeys = {
  version: 1,
  enc: fromHex("404142434445464748494A4B4C4D4E4F"),
  mac: fromHex("505152535455565758595A5B5C5D5E5F"),
  dek: fromHex("606162636465666768696A6B6C6D6E6F"),
};

/** A card's end of the channel over a counter that lies outside of it, as in non-volatile memory. */
export class CounterCard {
  sequence: number;
  readonly card: Scp02Card;

  constructor(i: Scp02Parameter = 0x15, sequence = 0, random: RandomSource = seededRandom("card")) {
    this.sequence = sequence;
    this.card = new Scp02Card({
      scp: { protocol: "SCP02", i },
      random,
      aid: AID,
      diversification: new Uint8Array(10),
      findKeys: (version) =>
        version === 0 || version === KEYS.version ? { ...KEYS, sequence: this.sequence } : undefined,
      setSequence: (_version, next) => {
        this.sequence = next;
      },
    });
  }
}
