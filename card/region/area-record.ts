import { ascii, concat, equal } from "#card/bytes/bytes.js";
import { errorFamily, isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { findTlv, readTlvs, tlv } from "#card/iso7816/tlv.js";
import { encodeMunicipality } from "./aids.js";
import type { AreaSetting } from "./card-driver.js";

export const areaErrors = errorFamily("area", {
  "bad-record": {
    en: {
      cause: "what the card says of its regional area does not follow the layout",
      remedy: "Run the card fault isolation: the area is damaged or of an unknown kind.",
    },
    ja: {
      cause: "カードの地域住民向け領域の情報が定められた形式ではありません",
      remedy: "カード障害切り分けを実行してください。領域が壊れているか、未知の種類です。",
    },
  },
  "bad-setting": {
    en: {
      cause: "a field of the area setting is outside its range",
      remedy: "Correct the field that is named in the configuration.",
    },
    ja: {
      cause: "領域設定の項目の値が範囲外です",
      remedy: "示された項目を設定ファイルで修正してください。",
    },
  },
});

/** GET DATA and STORE DATA tags of the regional security domain (decision 0002). */
export const AREA_RECORD_TAG = 0xdf70;
export const DIRECTORY_TAG = 0xdf71;
export const QUOTA_TAG = 0xdf72;
/** Extended card resources (ETSI TS 102 226, 8.2.1.7). */
export const RESOURCES_TAG = 0xff21;

const PRINTABLE = /^[\x20-\x7e]+$/;

/** Objects of `octets` as tag → value; anything but these tags in this order is refused. */
export function readExactly(octets: Uint8Array, tags: readonly number[], what: string): readonly Uint8Array[] {
  try {
    const objects = readTlvs(octets);
    if (objects.length === tags.length && objects.every((object, index) => object.tag === tags[index])) {
      return objects.map((object) => object.value);
    }
  } catch (error) {
    if (!isMadoguchiError(error)) throw error;
    throw areaErrors.error("bad-record", { what, reason: error.code }, { cause: error });
  }
  throw areaErrors.error("bad-record", { what });
}

/** What the card remembers of its area: the setting, and after a hand-over who set it first. */
export interface AreaRecord extends AreaSetting {
  readonly setUnder?: string;
}

/**
 * The area record, `DF70` with tag and length: `80` municipality, `81` key id, `82` generation, `83` set-by, and after a hand-over
 * `84` the municipality that set the area. Throws `area.bad-setting`.
 */
export function encodeAreaRecord(setting: AreaRecord): Uint8Array {
  encodeMunicipality(setting.municipality);
  if (setting.setUnder !== undefined) encodeMunicipality(setting.setUnder);
  const demand = (holds: boolean, field: string): void => {
    if (!holds) throw areaErrors.error("bad-setting", { field });
  };
  demand(PRINTABLE.test(setting.keyId) && setting.keyId.length <= 32, "keyId");
  // The generation is the key version number of the area keys (GlobalPlatform 2.3.1, 11.8.2.1: 01 to 7F).
  demand(Number.isInteger(setting.generation) && setting.generation >= 1 && setting.generation <= 0x7f, "generation");
  demand(PRINTABLE.test(setting.setBy) && setting.setBy.length <= 48, "setBy");
  return tlv(
    AREA_RECORD_TAG,
    tlv(0x80, ascii(setting.municipality)),
    tlv(0x81, ascii(setting.keyId)),
    tlv(0x82, Uint8Array.of(setting.generation)),
    tlv(0x83, ascii(setting.setBy)),
    ...(setting.setUnder === undefined ? [] : [tlv(0x84, ascii(setting.setUnder))]),
  );
}

const FIELDS = [0x80, 0x81, 0x82, 0x83] as const;

/** Reads an area record, tag and length included. Throws `area.bad-record`. */
export function parseAreaRecord(octets: Uint8Array): AreaRecord {
  const [value] = readExactly(octets, [AREA_RECORD_TAG], "area record");
  const handedOver = hasTag(value!, 0x84);
  const fields = readExactly(value!, handedOver ? [...FIELDS, 0x84] : FIELDS, "area record");
  const [municipality, keyId, generation, setBy, setUnder] = fields;
  const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
  const setting = {
    municipality: text(municipality!),
    keyId: text(keyId!),
    generation: generation!.length === 1 ? generation![0]! : 0,
    setBy: text(setBy!),
    ...(setUnder === undefined ? {} : { setUnder: text(setUnder) }),
  };
  try {
    if (equal(encodeAreaRecord(setting), concat(octets))) return setting;
  } catch (error) {
    throw areaErrors.error("bad-record", { what: "area record" }, { cause: error });
  }
  throw areaErrors.error("bad-record", { what: "area record" });
}

function hasTag(octets: Uint8Array, tag: number): boolean {
  try {
    return findTlv(octets, tag) !== undefined;
  } catch (error) {
    if (isMadoguchiError(error)) return false;
    throw error;
  }
}
