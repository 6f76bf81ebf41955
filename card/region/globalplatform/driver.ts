import { SCP02_KEY_LENGTH } from "#card/globalplatform/index.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { CardDriver, CardKind } from "../card-driver.js";
import { identify } from "../identify.js";
import { list } from "../list.js";
import { proveAreaKey } from "./area-channel.js";
import type { GpContext, GpModel } from "./exchange.js";
import { handOver } from "./hand-over.js";
import { load } from "./load.js";
import { lockPin, personalise, setPin } from "./personalise.js";
import { remove } from "./remove.js";
import { setArea } from "./set-area.js";

/** Dialects `gp-scp03` and `gp-scp02`: security domains of GlobalPlatform 2.3.1 as decision 0002 lays them out, over either secure channel. */
export function gpDriver(model: GpModel, kind: CardKind, random: RandomSource): CardDriver {
  const on = (link: CardLink): GpContext => ({ link, model, random });
  return {
    dialect: model.dialect,
    keyLength: model.dialect === "gp-scp02" ? SCP02_KEY_LENGTH : model.keyLength,
    identify: (link) => identify(link, kind, model.dialect),
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
