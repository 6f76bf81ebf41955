import { type Claim, DIGEST_INFO, JPKI } from "./claim.fixture.js";

/** Claims: 公的個人認証AP (card-facts 1.3). */
export const JPKI_CLAIMS: readonly Claim[] = [
  {
    section: "1.3",
    claim: "which certificates and files of 公的個人認証AP are free, and which the signature password opens",
    lines: `
      ${JPKI}
      00B08200 04 > 3082 [2] 9000
      00B08A00 04 > 3082 [2] 9000
      00B08B00 04 > 3082 [2] 9000
      00B08800 00 > 8F8F00 9000
      00B08900 00 > 6982
      00B08100 00 > 6982
      00200098 04 '2468' > 9000
      00B08100 00 > 6982                             # not by the other PIN
      0020009B 0D 'MADOGUCHI2026' > 9000
      00B08100 04 > 3082 [2] 9000
      00B08900 00 > 6982
      00A4020C 02 0005 > 9000
      00A4020C 02 0010 > 9000
      00A4020C 02 0019 > 9000
      00A4020C 02 001C > 9000
      00A4020C 02 001E > 9000`,
  },
  {
    section: "1.3",
    claim: "the token information tells numbers at the places and with the values of the card that was examined",
    lines: `
      ${JPKI}
      00B08600 20 > 'JPKIAPICCTOKEN2' 20*17 9000
      00B08660 04 > 0000040D 9000                    # flags
      00B08664 10 > 00000001 00000000 00000001 00000000 9000   # sessions: at most one, none open
      00B08674 08 > 00000010 00000006 9000           # longest and shortest PIN
      00B0867C 10 > FF*16 9000                       # memory is not told
      00B0868C 04 > '0301' 9000
      00B08690 00 > '9999999999999999' 9000`,
  },
  {
    section: "1.3",
    claim: "a child's card has no signature certificate and a blocked password",
    resident: "mirai",
    lines: `
      ${JPKI}
      00B08800 03 > 008F00 9000
      00B08200 04 > 3082 [2] 9000
      00A4020C 02 001B > 9000
      00200080 > 63C0
      0020009B 06 'ABC123' > 6984
      00B08100 00 > 6982
      00200098 > 63C3`,
  },
  {
    section: "1.3",
    claim: "80 2A: six schemes, any other is 6A86; lengths 6985 or 6700; P2 names the key",
    lines: `
      ${JPKI}
      802A0097 33 ${DIGEST_INFO} 00 > 6982
      00200098 04 '2468' > 9000
      802A0097 33 ${DIGEST_INFO} 00 > [256] 9000
      802A0097 F5 00*245 00 > [256] 9000
      802A0097 F6 00*246 00 > 6985~6700
      802A0097 00 > 6985~6700
      802A0197 FF 00*255 00 > [256] 9000
      802A0297 20 00*32 00 > [256] 9000
      802A0297 1F 00*31 00 > 6985~6700
      802A0297 21 00*33 00 > 6985~6700
      802A0397 01 00 00 > [256] 9000
      802A0497 20 00*32 00 > [256] 9000
      802A0497 33 00*51 00 > 6985~6700
      802A0597 01 00 00 > [256] 9000
      802A0697 20 00*32 00 > 6A86
      802AFF97 20 00*32 00 > 6A86
      00A4020C 02 0017 > 9000
      802A0080 33 ${DIGEST_INFO} 00 > [256] 9000
      802A0080 000033 ${DIGEST_INFO} 0000 > [256] 9000
      802A009A 33 ${DIGEST_INFO} 00 > 6982           # the other key has the other secret
      0020009B 0D 'MADOGUCHI2026' > 9000
      802A009A 33 ${DIGEST_INFO} 00 > [256] 9000
      80A20000 000133 00*307 > 6A86`,
  },
];
