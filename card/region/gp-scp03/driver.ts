import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { CardDriver, CardKind } from "../card-driver.js";
import { proveAreaKey } from "./area-channel.js";
import type { GpCardModel, GpContext } from "./exchange.js";
import { handOver } from "./hand-over.js";
import { identify } from "./identify.js";
import { list } from "./list.js";
import { load } from "./load.js";
import { lockPin, personalise, setPin } from "./personalise.js";
import { remove } from "./remove.js";
import { setArea } from "./set-area.js";

/** Dialect `gp-scp03`: security domains and SCP03 of GlobalPlatform 2.3.1, as decision 0002 lays them out. */
export function gpScp03Driver(model: GpCardModel, kind: CardKind, random: RandomSource): CardDriver {
  const on = (link: CardLink): GpContext => ({ link, model, random });
  return {
    dialect: "gp-scp03",
    keyLength: model.keyLength,
    identify: (link) => identify(link, kind, "gp-scp03"),
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
