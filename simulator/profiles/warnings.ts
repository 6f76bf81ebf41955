import { cardCapabilities, parseAtr } from "#card/iso7816/atr.js";
import type { CardProfile } from "./profile.js";

/** Something about a profile that is allowed and may still be a mistake. */
export interface ProfileWarning {
  readonly place: string;
  readonly en: string;
  readonly ja: string;
}

/** Third octet of the card capabilities: extended Lc and Le fields (ISO/IEC 7816-4, table 119). */
const EXTENDED_LENGTH = 0x40;

/** What of a profile is right by itself and odd together. */
export function profileWarnings({ atr, apdu }: CardProfile): readonly ProfileWarning[] {
  const capabilities = cardCapabilities(parseAtr(atr.contact));
  const announced = capabilities?.[2];
  if (announced === undefined || ((announced & EXTENDED_LENGTH) !== 0) === apdu.extended) return [];
  const says = apdu.extended
    ? [
        "does not announce extended length, which the profile takes",
        "ATRは拡張長対応を示していませんが、プロファイルは対応としています",
      ]
    : [
        "announces extended length, which the profile does not take",
        "ATRは拡張長対応を示していますが、プロファイルは非対応としています",
      ];
  return [{ place: "apdu.extended", en: `the ATR ${says[0]}`, ja: says[1]! }];
}
