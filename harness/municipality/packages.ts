import { cardAppAid, cardAppLoadFileAid } from "#card/region/aids.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import type { CardAppPackage } from "#card/region/package.js";
import type { MunicipalityFixture } from "../scenario/municipality.js";
import type { TestSecrets } from "./secrets.js";

/** Version number of the service keys of test municipalities. */
export const SERVICE_KEY_VERSION = 1;

/** The signed package of one service of a test municipality. */
export function servicePackage(fixture: MunicipalityFixture, service: string, secrets: TestSecrets): CardAppPackage {
  const { number, version, files, pin } = fixture.services[service]!;
  return buildPackage(
    {
      aid: cardAppAid(fixture.code, number),
      loadFileAid: cardAppLoadFileAid(fixture.code, number),
      municipality: fixture.code,
      version,
      serviceKey: { version: SERVICE_KEY_VERSION, length: 16 },
      pin,
      files,
    },
    secrets.packageKey(),
  );
}
