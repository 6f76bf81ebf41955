import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { SW } from "#card/iso7816/status-words.js";
import { looksLikePackage, parsePackage } from "#card/region/load-file/parse.js";
import { volatileSize } from "#card/region/load-file/size.js";
import type { CardApplicationFactory } from "../../content-management/application-runtime.js";
import { RegionalCardApp } from "./card-app.js";
import { InstanceMemory } from "./instance-memory.js";
import { personalise } from "./personalise.js";

/**
 * Makes our packages live on the card. The card holds no key of the package's issuer: that the package is genuine is the
 * loading system's check, that it comes from the holder of the area is the card's.
 */
export const cardAppFactory: CardApplicationFactory = {
  recognise: looksLikePackage,
  validate(loadFile) {
    try {
      parsePackage(loadFile);
      return SW.OK;
    } catch (error) {
      if (isMadoguchiError(error) && error.code.startsWith("package.")) return SW.WRONG_DATA;
      throw error;
    }
  },
  describe(loadFile) {
    const { aid, loadFileAid, municipality, version } = parsePackage(loadFile);
    return { loadFileAid, modules: [aid], municipality, version };
  },
  volatileSize: (loadFile) => volatileSize(parsePackage(loadFile)),
  create(instance, write) {
    new InstanceMemory(instance, parsePackage(instance.loadFile())).allocate(write);
  },
  instantiate: (instance) => new RegionalCardApp(instance, parsePackage(instance.loadFile())),
  personalise(instance, dgi, data, context) {
    const content = parsePackage(instance.loadFile());
    return personalise(new InstanceMemory(instance, content), content, dgi, data, context);
  },
};
