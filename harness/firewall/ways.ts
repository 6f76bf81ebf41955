import { concat, toHex } from "#card/bytes/bytes.js";
import { COMMON_AID, DRIVING_LICENCE_AID, JPKI_AID, JUKI_AID, TEXT_INPUT_AID, VISUAL_AID } from "#card/myna/aids.js";
import { areaDomainAid, cardAppLoadFileAid, ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";

/** A way out of an application: what it is, and the command as hexadecimal digits. */
export type Way = readonly [what: string, command: string];

/** Everything on a card of this municipality beside the applications of its services, by name. */
export function otherApplications(municipality: string): Readonly<Record<string, Uint8Array>> {
  return {
    公的個人認証AP: JPKI_AID,
    住基AP: JUKI_AID,
    券面事項確認AP: VISUAL_AID,
    券面事項入力補助AP: TEXT_INPUT_AID,
    共通カードAP: COMMON_AID,
    免許証AP: DRIVING_LICENCE_AID,
    "issuer security domain": ISSUER_DOMAIN_AID,
    "regional security domain": REGIONAL_DOMAIN_AID,
    "area security domain": areaDomainAid(municipality),
    "a load file": cardAppLoadFileAid(municipality, 3),
  };
}

const octet = (value: number): string => toHex(Uint8Array.of(value));
const lv = (data: Uint8Array): string => octet(data.length) + toHex(data);

/** Every form in which a business system might name another application in a command. */
export function waysTo(aid: Uint8Array): readonly Way[] {
  const name = lv(aid);
  const partial = lv(aid.subarray(0, 5));
  const half = aid.length >> 1;
  const named = concat(Uint8Array.of(0x4f, aid.length), aid);
  const select = `A40400${name}`;
  return [
    ["SELECT by name", `00${select}`],
    ["SELECT by name, answer wanted", `00${select}00`],
    ["SELECT by name, no answer", `00A4040C${name}`],
    ["SELECT by partial name", `00A40400${partial}`],
    ["SELECT the next occurrence", `00A40402${partial}`],
    ["SELECT the last occurrence", `00A40401${partial}`],
    ["SELECT the occurrence before", `00A40403${partial}`],
    ["SELECT in the class of GlobalPlatform", `80${select}`],
    ["SELECT under secure messaging of GlobalPlatform", `84${select}`],
    ["SELECT under secure messaging of ISO", `0C${select}`],
    ["SELECT in an extended form", `00A404000000${name}0000`],
    ["SELECT on channel 1", `01${select}`],
    ["SELECT on channel 3, secured", `0F${select}`],
    ["SELECT on channel 4", `40${select}`],
    ["SELECT on channel 19, secured", `6F${select}`],
    ["SELECT on channel 1 of GlobalPlatform", `81${select}`],
    ["SELECT on channel 4 of GlobalPlatform", `C0${select}`],
    ["SELECT in a chain, its first half", `10A40400${lv(aid.subarray(0, half))}`],
    ["SELECT in a chain of GlobalPlatform", `90A40400${lv(aid.subarray(0, half))}`],
    ["SELECT inside an ENVELOPE", `00C20000${lv(concat(Uint8Array.of(0x00, 0xa4, 0x04, 0x00, aid.length), aid))}`],
    ["SELECT of a proprietary class", `A0${select}`],
    ["GET STATUS of it", `80F24002${lv(named)}`],
    ["DELETE", `80E40000${lv(named)}`],
    ["SET STATUS to locked", `80F04080${name}`],
    [
      "INSTALL for personalisation",
      `80E62000${lv(concat(Uint8Array.of(0, 0, aid.length), aid, Uint8Array.of(0, 0, 0)))}`,
    ],
  ];
}

/** Ways that name no application: to files, channels, the card's own data, and to the application's commands by another door. */
export const WAYS: readonly Way[] = [
  ["SELECT the master file", "00A4000C023F00"],
  ["SELECT by nothing", "00A40000"],
  ["SELECT the default application", "00A40400"],
  ["SELECT a file by its id", "00A4020C02000B"],
  ["SELECT the parent", "00A4030C"],
  ["SELECT by path from the master file", "00A4080C023F00"],
  ["SELECT by path from here", "00A4090C023F00"],
  ["MANAGE CHANNEL, open", "0070000001"],
  ["MANAGE CHANNEL, open 1", "00700001"],
  ["MANAGE CHANNEL, close 1", "00708001"],
  ["MANAGE CHANNEL in the class of GlobalPlatform", "8070000001"],
  ["GET STATUS of the issuer", "80F28002024F00"],
  ["GET STATUS of applications", "80F24002024F00"],
  ["GET STATUS of load files", "80F22002024F00"],
  ["GET STATUS of load files and modules, secured", "84F21002024F00"],
  ["GET DATA: card production life cycle", "80CA9F7F00"],
  ["GET DATA: issuer identification number", "80CA004200"],
  ["GET DATA: card image number", "80CA004500"],
  ["GET DATA: card data", "80CA006600"],
  ["GET DATA: key information", "80CA00E000"],
  ["GET DATA: free memory", "80CAFF2100"],
  ["GET DATA: applications", "80CA2F0000"],
  ["GET DATA of ISO", "00CADF7300"],
  ["GET DATA, odd instruction", "80CB3FFF045C02DF7300"],
  ["READ BINARY by short id", "00B0810000"],
  ["READ BINARY, odd instruction", "00B1000000"],
  ["UPDATE BINARY", "00D600000100"],
  ["READ RECORD in the class of ISO", "00B2010C00"],
  ["READ RECORD on channel 1", "81B2010C00"],
  ["READ RECORD on channel 3, secured", "87B2010C00"],
  ["READ RECORD on channel 4", "C0B2010C00"],
  ["READ RECORD in a chain", "90B2010C00"],
  ["VERIFY in the class of ISO", "002000800431323334"],
  ["VERIFY of a key of 公的個人認証AP", "0020008006414243443132"],
  ["GET RESPONSE", "00C0000000"],
  ["INTERNAL AUTHENTICATE", "00880000080011223344556677"],
  ["GET CHALLENGE", "0084000008"],
  ["COMPUTE DIGITAL SIGNATURE", "802A00800411223344"],
  ["STORE DATA", "80E2900000"],
  ["PUT KEY", "80D8000000"],
  ["LOAD", "80E8000000"],
  ["an instruction of a vendor", "80FE000000"],
];
