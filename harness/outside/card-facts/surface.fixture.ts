import { type Claim, CODE_A, CODE_B, COMMON, DIGEST_INFO, JPKI, JUKI, TEXT, VISUAL } from "./claim.fixture.js";

/** Claims: 券面事項確認AP and 券面事項入力補助AP (card-facts 1.4, 1.5). */
export const SURFACE_CLAIMS: readonly Claim[] = [
  {
    section: "1.4",
    claim: "券面事項確認AP without a secret: EF 0003 and 0004 alone",
    lines: `
      ${VISUAL}
      00B08100 01 > 6982
      00B08200 01 > 6982
      00B08300 07 > FF3082013BDF31 9000
      00B08300 000000 > FF3082013B DF3104 06030E01 DF3210 [16] DF3301 [1] DF3405 '13101' DF35820110 [272] 9000
      00B08400 000000 > 7F21820233 5F4E820129 [297] 5F37820100 [256] 9000
      00B08500 01 > 6982
      00B08600 01 > 6982
      00200091 > 63CA~63C3
      00200092 > 63CA
      00200093 > 63CA
      00A4020C 02 001A > 9000
      802A0000 33 ${DIGEST_INFO} 00 > [256] 9000`,
  },
  {
    section: "1.4",
    claim: "生年月日 opens EF 0001 of 券面事項確認AP, 照合番号B 0002 and 0006, 照合番号A 0005 as well",
    lines: `
      ${VISUAL}
      00200091 06 '640107' > 9000
      00B08100 000000 > FF1082021E DF1108 '19890107' DF12820109 9003010001 91820100 [256] DF13820100 [256] 9000
      00B08200 01 > 6982
      00B08500 01 > 6982
      ${VISUAL}
      00200092 0E ${CODE_B} > 9000
      00B08100 01 > 6982
      00B08200 02 > FF20 9000
      00B08500 01 > 6982
      00B08600 00 > FF*16 9000
      ${VISUAL}
      00200093 0C ${CODE_A} > 9000
      00B08100 01 > 6982
      00B08200 02 > FF20 9000
      00B08500 02 > FF40 9000
      00B08600 00 > FF*16 9000`,
  },
  {
    section: "1.4",
    claim: "照合番号A of 券面事項確認AP has ten tries of its own",
    lines: `
      ${VISUAL}
      ${[9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((left) => `00200093 0C '000000000000' > 63C${left}`).join("\n")}
      00200093 0C ${CODE_A} > 6984
      00200093 > 63C0
      00200092 > 63CA
      00200092 0E ${CODE_B} > 9000
      ${TEXT}
      00200094 > 63CA`,
  },
  {
    section: "1.5",
    claim: "券面事項入力補助AP: who opens which file, and how long each is",
    lines: `
      ${TEXT}
      00B08100 01 > 6982
      00B08200 01 > 6982
      00B08300 01 > 6982
      00B08400 000000 > 7F21820233 5F4E820129 [297] 5F37820100 [256] 9000
      00B08500 00 > FF4082009F DF4104 01030E01 DF4210 [16] DF43820080 [128] FF*92 9000
      00B08600 01 > 6982
      00B08700 01 > 6982
      00200091 04 '1357' > 9000
      00B08100 11 > FF100C '999990001020' FFFF 9000
      00B08200 07 > FF20820089DF21 9000              # a long address: two octets of length
      00B08300 000150 > FF3082014B DF3120 [32] DF3220 [32] DF33820100 [256] 9000
      00B08600 000000 > A1820109 9003010001 91820100 [256] 9000
      00B08700 000000 > FF50820213 DF51820109 9003010001 91820100 [256] DF52820100 [256] 9000
      ${TEXT}
      00200094 0C ${CODE_A} > 9000
      00B08100 01 > FF 9000
      00B08200 01 > 6982
      00B08300 01 > FF 9000
      00B08600 01 > A1 9000
      00B08700 01 > FF 9000
      ${TEXT}
      00200095 0E ${CODE_B} > 9000
      00B08100 01 > 6982
      00B08200 01 > FF 9000
      00B08300 01 > FF 9000
      00B08600 01 > A1 9000
      00B08700 01 > FF 9000`,
  },
  {
    section: "1.5",
    claim: "the four attributes stand at the offsets that DF21 tells, the first one at 000E",
    resident: "hanako",
    lines: `
      ${TEXT}
      00200091 04 '1234' > 9000
      00B08200 0E > FF2062 DF2108 000E 0020 0056 0061 9000
      00B0820E 03 > DF220F 9000
      00B08220 03 > DF2333 9000
      00B08256 0B > DF2408 '19850310' 9000
      00B08261 04 > DF2501 '2' 9000`,
  },
  {
    section: "1.5",
    claim:
      "tries of 券面事項入力補助AP; 0012 is blocked from issue; 0013 signs without a PIN; the PIN is changed by 00 24",
    lines: `
      ${TEXT}
      00200091 > 63C3
      00200094 > 63CA
      00200095 > 63CA
      00200092 > 63C0
      00200092 04 '0000' > 6984
      802A0000 33 ${DIGEST_INFO} 00 > [256] 9000
      00240191 04 '1111' > 6982
      00200091 04 '1357' > 9000
      00240191 04 '1111' > 9000
      power
      ${TEXT}
      00200091 04 '1111' > 9000`,
  },
  {
    section: "1.5",
    claim: "the session key is refused without the PIN, in each application in its own way",
    lines: `
      ${TEXT}
      80AE0000 000100 00*256 > 6982
      08B08500 05 9603000010 00 > 69FC
      00200094 0C ${CODE_A} > 9000
      80AE0000 000100 00*256 > 6982                  # 照合番号 is not the PIN
      ${COMMON}
      80AE0000 000100 00*256 > 66F1
      ${VISUAL}
      80AE0000 000100 00*256 > 66F1
      ${JPKI}
      80AE0000 000100 00*256 > 6982
      ${JUKI}
      80AE0000 000100 00*256 > 6982`,
  },
];
