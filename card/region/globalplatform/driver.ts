import { SCP02_KEY_LENGTH } from "#card/globalplatform/index.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { CardDriver, CardKind } from "../card-driver.js";
import { onLink } from "../driver-operations.js";
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
  const context = (link: CardLink): GpContext => ({ link, model, random });
  return {
    dialect: model.dialect,
    keyLength: model.dialect === "gp-scp02" ? SCP02_KEY_LENGTH : model.keyLength,
    identify: (link) => identify(link, kind, model.dialect),
    list,
    ...onLink(context, { proveAreaKey, setArea, handOver, load, personalise, setPin, lockPin, remove }),
  };
}
