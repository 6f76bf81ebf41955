import { type Claim, COMMON, JPKI, JUKI, TEXT, VISUAL } from "./claim.fixture.js";

/** Claims: what holds for the card as a whole (card-facts 1.2, 1.7, 2.1). */
export const CARD_CLAIMS: readonly Claim[] = [
  {
    section: "1.2",
    claim:
      "every application is selected by its whole name and by a beginning of it; P2 says which one and whether FCI comes",
    lines: `
      ${JPKI}
      ${VISUAL}
      ${TEXT}
      ${JUKI}
      ${COMMON}
      00A4040C 07 A0000001510000 > 9000              # the issuer security domain by the seven octets seen
      00A40400 0A D392F000260100000001 > 9000        # no Le: no room for FCI
      00A40400 0A D392F000260100000001 00 > 6F [13] 9000
      00A4040C 05 D392F00026 > 9000
      00200098 > 63C3
      00A40400 05 D392100031 00 > 6F [13] 9000
      00A40402 05 D392100031 00 > 6F [13] 9000       # ISO/IEC 7816-4, 7.1.1: P2 = 02 is the next one, with FCI too
      00A40402 05 D392100031 > 9000
      00A40402 05 D392100031 > 9000
      00A40402 05 D392100031 > 6A82                  # there are four
      00A4040C 0B D392F00026010000000100 > 6A82      # longer than the name
      00A4040C 10 A0000002310600000000000000000000 > 6A82   # no licence on this card`,
  },
  {
    section: "1.7",
    claim: "SELECT MF is 6A86 after reset, 9000 inside an application without leaving it, and 3F00 is 6A82",
    lines: `
      00A40000 > 6A86
      ${JPKI}
      00A4020C 02 0018 > 9000
      00A40000 > 9000
      00200080 > 63C3                                # the file is still current
      00A40000 02 3F00 > 6A82
      00A4020C 02 3F00 > 6A82
      00200080 > 63C3
      reset
      00A40000 > 6A86`,
  },
  {
    section: "2.1",
    claim: "the probes of other cards' drivers all fail",
    lines: `
      00A40400 07 627601FF000000 > 6A82
      00A40400 06 A00000000101 > 6A82
      00A40400 0B E82B0601040181C31F0201 00 > 6A82
      00A4040C 0F D23300000045737445494420763335 > 6A82
      00CADF30 05 > 6A88
      00CB3FFF 03 5C017E 08 > 6D00
      00A40400 09 A00000030800001000 00 > 6A82
      00A4040C 07 A000000116DB00 00 > 6A82
      00A4040C 07 A0000000790100 00 > 6A82
      00A40400 0C F276A288BCFBA69D34F31001 > 6A82
      00A40400 09 A00000039742544659 00 > 6A82
      00A40400 06 D27600012401 00 > 6A82`,
  },
  {
    section: "1.7",
    claim: "READ BINARY: no EF 6986, wrong kind 6981, no right 6982, at the end 6B00, less than asked over the end",
    lines: `
      ${JPKI}
      00B00000 00 > 6986
      00A4020C 02 0006 > 9000
      00B00000 00 > 'JPKIAPICCTOKEN2' 20*17 [128] 9000
      00B0009F 00 > [1] 9000
      00B0009F 05 > [1] 9000
      00B000A0 00 > 6B00
      00B07FFF 00 > 6B00
      00B08600 20 > 'JPKIAPICCTOKEN2' 20*17 9000     # by short identifier
      00B0869E 00 > [2] 9000
      00B086A0 00 > 6B00
      00B08600 000000 > [160] 9000
      00B08600 00000A > 'JPKIAPICCT' 9000
      00B08C00 00 > 6A82~6981                        # 000C is not there
      00A4020C 02 0017 > 9000
      00B00000 00 > 6981
      00A4020C 02 0001 > 9000
      00B00000 00 > 6982
      00B07F00 00 > 6982                             # the right before the offset
      00B20104 00 > 6981
      00B2010C 00 > 6981
      00A4020C 02 0003 > 6A82`,
  },
  {
    section: "1.7",
    claim: "VERIFY counts down to 63C0 and is 6984 then; the query tells the tries in every state and costs none",
    lines: `
      ${JPKI}
      00A4020C 02 0018 > 9000
      00200080 > 63C3
      00200080 04 '1111' > 63C2
      00200080 > 63C2
      00200098 04 '1111' > 63C1
      00200098 04 '2468' > 9000
      00200098 > 63C3                                # all tries are back
      00200098 04 '1111' > 63C2
      00200098 04 '1111' > 63C1
      00200098 04 '1111' > 63C0
      00200098 > 63C0
      00200098 04 '1111' > 6984
      00200098 04 '2468' > 6984
      power
      ${JPKI}
      00200098 > 63C0
      00200098 04 '2468' > 6984
      0020009B > 63C5
      0020009F > 6A88
      00200180 > 6A86`,
  },
  {
    section: "1.7",
    claim:
      "rights end with SELECT of any application, reset and power, and not with SELECT MF or one that finds nothing",
    lines: `
      ${JPKI}
      0020009B 0D 'MADOGUCHI2026' > 9000
      00A40000 > 9000
      00A4040C 0A D392F000260100000009 > 6A82
      00B08100 01 > 30 9000
      ${JPKI}
      00B08100 01 > 6982
      0020009B 0D 'MADOGUCHI2026' > 9000
      ${COMMON}
      ${JPKI}
      00B08100 01 > 6982
      0020009B 0D 'MADOGUCHI2026' > 9000
      reset
      ${JPKI}
      00B08100 01 > 6982
      0020009B 0D 'MADOGUCHI2026' > 9000
      power
      ${JPKI}
      00B08100 01 > 6982
      0020009B > 63C5`,
  },
  {
    section: "1.7",
    claim: "CHANGE PIN of 公的個人認証AP needs VERIFY first and the form of the secret; it survives the power",
    lines: `
      ${JPKI}
      00240198 04 '1111' > 6982
      00200098 04 '2468' > 9000
      00240198 04 'ABCD' > 6A80
      00240198 03 '111' > 6700
      00240098 08 '24681111' > 6A86
      00240198 04 '1111' > 9000
      0020009B 0D 'MADOGUCHI2026' > 9000
      0024019B 05 'ABC12' > 6700
      0024019B 11 'ABCDEFGH123456789' > 6700
      0024019B 06 '123456' > 6A80
      0024019B 06 'ABCDEF' > 6A80
      0024019B 06 'abc123' > 6A80
      0024019B 06 'ABC12-' > 6A80
      0024019B 10 'ABCDEFGH12345678' > 9000
      power
      ${JPKI}
      00200098 04 '2468' > 63C2
      00200098 04 '1111' > 9000
      0020009B 10 'ABCDEFGH12345678' > 9000`,
  },
  {
    section: "1.7",
    claim: "GET CHALLENGE gives 1 to 256 octets and refuses an extended Le; channels, instructions, classes, lengths",
    lines: `
      ${JPKI}
      00840000 01 > [1] 9000
      00840000 08 > [8] 9000
      00840000 00 > [256] 9000
      00840000 000008 > 6985
      00840000 000100 > 6985
      00840000 000000 > 6985
      01A40000 > 6881
      02B08600 00 > 6881
      03200098 > 6881
      00540000 > 6D00
      00B10000 00 > 6D00
      00D60000 01 00 > 6D00
      90B08600 00 > 6E00
      A0B08600 00 > 6E00
      FFB08600 00 > 6E00
      00B08600 > 6700
      00A404 > 6700
      00A4040C 0A D392 > 6700
      00840100 08 > 6A86
      00A4010C 02 0001 > 6A86`,
  },
];
