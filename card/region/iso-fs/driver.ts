import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { REGIONAL_DOMAIN_AID } from "../aids.js";
import type { CardDriver, CardKind } from "../card-driver.js";
import type { FileSystemCardModel } from "../dialects/card-model.js";
import { onLink } from "../driver-operations.js";
import { identify } from "../identify.js";
import { list } from "../list.js";
import { handOver, proveAreaKey, setArea } from "./area.js";
import type { FileSystemContext } from "./exchange.js";
import { load } from "./load.js";
import { lockPin, personalise, remove, setPin } from "./personalise.js";

/**
 * Dialect `iso-fs`: a native file system of ISO/IEC 7816-4 and -9, as decision 0007 lays it out. The card is read as on every
 * dialect; its number too is asked of the area directory, because there is no issuer security domain.
 */
export function isoFsDriver(model: FileSystemCardModel, kind: CardKind, random: RandomSource): CardDriver {
  const context = (link: CardLink): FileSystemContext => ({ link, random });
  return {
    dialect: "iso-fs",
    keyLength: model.keyLength,
    identify: (link) => identify(link, kind, "iso-fs", REGIONAL_DOMAIN_AID),
    list,
    ...onLink(context, { proveAreaKey, setArea, handOver, load, personalise, setPin, lockPin, remove }),
  };
}
