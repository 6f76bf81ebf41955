import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { REGIONAL_DOMAIN_AID } from "../aids.js";
import type { CardDriver, CardKind } from "../card-driver.js";
import type { FileSystemCardModel } from "../dialects/card-model.js";
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
  const on = (link: CardLink): FileSystemContext => ({ link, random });
  return {
    dialect: "iso-fs",
    keyLength: model.keyLength,
    identify: (link) => identify(link, kind, "iso-fs", REGIONAL_DOMAIN_AID),
    list,
    proveAreaKey: (link, keys) => proveAreaKey(on(link), keys),
    setArea: (link, keys, setting, onStep) => setArea(on(link), keys, setting, onStep),
    handOver: (link, keys, succession, onStep) => handOver(on(link), keys, succession, onStep),
    load: (link, keys, pkg, onStep) => load(on(link), keys, pkg, onStep),
    personalise: (link, keys, aid, data, onStep) => personalise(on(link), keys, aid, data, onStep),
    setPin: (link, keys, aid, pin, onStep) => setPin(on(link), keys, aid, pin, onStep),
    lockPin: (link, keys, aid, onStep) => lockPin(on(link), keys, aid, onStep),
    remove: (link, keys, aid, onStep) => remove(on(link), keys, aid, onStep),
  };
}
