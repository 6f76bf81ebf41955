import { type Claim, COMMON, JPKI, JUKI } from "./claim.fixture.js";

/** Claims: 共通カードAP, 住基AP and the issuer security domain (card-facts 1.6). */
export const MUNICIPAL_CLAIMS: readonly Claim[] = [
  {
    section: "1.6",
    claim: "共通カードAP: records, INTERNAL AUTHENTICATE without a PIN, and its PIN changed by 80 32",
    lines: `
      ${COMMON}
      00B20104 00 > 6986
      00B2010C 00 > 011C '900000000000202' '13101' '20360107' 9000
      00B2020C 00 > 6A83
      00B2010D 00 > 6A81
      00B20105 00 > 6A81
      00B00000 00 > 6981
      00A4020C 02 0002 > 9000
      00B20104 00 > [7] 0805 [3] 00000000 9000
      00880099 08 00*8 00 > [256] 9000
      00A4020C 02 001E > 9000
      00A4020C 02 001C > 9000
      00200080 > 63C3
      80320080 04 '1111' > 6982
      00200080 04 '9753' > 9000
      80320080 04 '1111' > 9000
      power
      ${COMMON}
      0020009C 04 '1111' > 9000`,
  },
  {
    section: "1.6",
    claim: "住基AP: the same key id, a PIN of its own with three tries, changed by 80 32",
    lines: `
      ${JUKI}
      00B20114 00 > [7] 0805 [3] 00000000 9000
      00B00000 00 > 6981
      0020009C > 63C3
      8032009C 04 '1111' > 6982
      0020009C 04 '9753' > 63C2                      # the PIN of 共通カードAP
      0020009C 04 '8642' > 9000
      8032009C 04 '1111' > 9000
      0020009C 04 '1111' > 9000
      ${COMMON}
      0020009C 04 '9753' > 9000`,
  },
  {
    section: "1.6",
    claim: "GET DATA of the issuer security domain; what is absent is 6A88, what is long 6700 until Le is extended",
    lines: `
      00CA0042 00 > [7] 0805 [3] 00000000 9000
      00CA0045 00 > '900000000000202' 9000
      00CA0066 00 > 6631 732F 0607 2A864886FC6B01 [38] 9000
      00CA00F0 00 > '13101' 9000
      00CA00F2 00 > '20360107' 9000
      00CA00F7 00 > [7] 0805 [3] 00000000 9000
      00CA00F8 00 > 6700
      00CA00F8 000000 > 5F4E820129 [297] 5F37820100 [256] 9000
      00CA7F21 00 > 6700
      00CA7F21 000000 > 5F4E820129 [297] 5F37820100 [256] 9000
      00CA5F51 00 > E000FF8131FE4514 9000
      00CA0099 00 > 6A88
      ${JPKI}
      00CA5F51 00 > E000FF8131FE4514 9000
      00CA5F51 07 > 6700
      00CA0042 00 > 6A88`,
  },
];
