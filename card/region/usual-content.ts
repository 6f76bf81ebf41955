import { cardAppAid, cardAppLoadFileAid } from "./aids.js";
import type { CardAppContent } from "./package.js";

/**
 * Content of a municipality's service with what is usual: the AIDs that its number gives, version 1.0.0, service keys of 16 octets under
 * version 1, a PIN of four digits and three tries. `over` names its files, and whatever is otherwise.
 */
export function usualContent(
  municipality: string,
  service: number,
  over: Pick<CardAppContent, "files"> & Partial<CardAppContent>,
): CardAppContent {
  return {
    aid: cardAppAid(municipality, service),
    loadFileAid: cardAppLoadFileAid(municipality, service),
    municipality,
    version: "1.0.0",
    serviceKey: { version: 1, length: 16 },
    pin: { tries: 3, minLength: 4, maxLength: 4 },
    ...over,
  };
}
