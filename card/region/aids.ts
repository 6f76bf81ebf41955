import { concat, equal, fromHex, startsWith } from "#card/bytes/bytes.js";
import { errorFamily } from "#card/errors/madoguchi-error.js";

export const municipalityErrors = errorFamily("municipality", {
  "bad-code": {
    en: {
      cause: "the municipality code is not five digits",
      remedy: "Give the five-digit code without its check digit.",
    },
    ja: {
      cause: "市町村コードが5桁の数字ではありません",
      remedy: "検査数字を除いた5桁の市町村コードを指定してください。",
    },
  },
});

/** Issuer security domain, selected by default (decision 0002). */
export const ISSUER_DOMAIN_AID = fromHex("A000000151000000");
/** Regional security domain: holds the setting keys, there from issuance. */
export const REGIONAL_DOMAIN_AID = fromHex("F04D41444F0001");
/** Executable load file and module of security domains (GlobalPlatform: the pre-loaded SSD package). */
export const SECURITY_DOMAIN_LOAD_FILE = fromHex("A0000001515350");
export const SECURITY_DOMAIN_MODULE = fromHex("A000000151535041");

const AREA_PREFIX = fromHex("F04D41444F10");
const APPLICATION_PREFIX = fromHex("F04D41444F20");
const LOAD_FILE_PREFIX = fromHex("F04D41444F21");

/** The code as three octets, `13101` → `13 10 1F`. Throws `municipality.bad-code`. */
export function encodeMunicipality(code: string): Uint8Array {
  if (!/^[0-9]{5}$/.test(code)) throw municipalityErrors.error("bad-code", { length: code.length });
  return fromHex(`${code}F`);
}

/** AID of the area security domain that set-area makes for a municipality. */
export function areaDomainAid(municipality: string): Uint8Array {
  return concat(AREA_PREFIX, encodeMunicipality(municipality));
}

/** AID of a municipality's own card application; `service` is 0 to 255. */
export function cardAppAid(municipality: string, service: number): Uint8Array {
  return concat(APPLICATION_PREFIX, encodeMunicipality(municipality), Uint8Array.of(service));
}

/** AID of the load file that goes with `cardAppAid`. */
export function cardAppLoadFileAid(municipality: string, service: number): Uint8Array {
  return concat(LOAD_FILE_PREFIX, encodeMunicipality(municipality), Uint8Array.of(service));
}

/** True for an application that is named as `cardAppAid` names them: its load file's name follows from its own. */
export function followsNaming(aid: Uint8Array): boolean {
  return startsWith(aid, APPLICATION_PREFIX);
}

/** True when `loadFileAid` is what our naming gives to the load file of the application `aid`. */
export function isLoadFileOf(loadFileAid: Uint8Array, aid: Uint8Array): boolean {
  return (
    followsNaming(aid) &&
    startsWith(loadFileAid, LOAD_FILE_PREFIX) &&
    equal(aid.subarray(APPLICATION_PREFIX.length), loadFileAid.subarray(LOAD_FILE_PREFIX.length))
  );
}
