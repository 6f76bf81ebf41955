/** One command and its response as they went over the wire; `plain` is the command data before C-ENC. */
export interface RecordedStep {
  readonly command: string;
  readonly response: string;
  readonly plain?: string;
}

/** A session recorded between an independent GlobalPlatform host and a card through pcscd and vpcd. */
export interface RecordedSession {
  readonly name: string;
  readonly level: number;
  readonly steps: readonly RecordedStep[];
}

const SELECT_ISD: RecordedStep = {
  command: "00A4040008A000000151000000",
  response: "6F108408A000000151000000A5049F6501FF9000",
};

const CARD_DATA: RecordedStep = {
  command: "80CA006600",
  response:
    "6631732F06072A864886FC6B01600C060A2A864886FC6B02020101630906072A864886FC6B03640B06092A864886FC6B0403009000",
};

/**
 * ENC = MAC = DEK = 40…4F (AES-128), key version 01, i = 00, S8. The host accepted every card cryptogram
 * and computed every host cryptogram, C-MAC and ciphertext here.
 */
export const RECORDED_SESSIONS: readonly RecordedSession[] = [
  {
    name: "C-MAC: list applications",
    level: 0x01,
    steps: [
      SELECT_ISD,
      {
        command: "8050000008D24490C5917FC70B00",
        response: "00000000000000000000010300F3C167A083AB136645AAB9BF3DFAC9DB9000",
      },
      { command: "84820100109295C348C4B3613A72B2E30BAD32CAB3", response: "9000" },
      { command: "84F240020A4F002866D0CD3CD3E13900", response: "6A88", plain: "4F00" },
      { command: "84F240000A4F0091E67EC4BC37629000", response: "6A88", plain: "4F00" },
    ],
  },
  {
    name: "C-MAC and C-DECRYPTION: INSTALL [for load]",
    level: 0x03,
    steps: [
      SELECT_ISD,
      CARD_DATA,
      {
        command: "8050000008C8E74C64F7C7562B00",
        response: "000000000000000000000103004C75171155CADC957FF46C754D5391139000",
      },
      { command: "84820300106DE6523E7DBDE3AD8C67E04F0D08B1C5", response: "9000" },
      {
        command: "84E60200285957D77382AF27FF3065284EEAADA1C51D3B1BD1550FB875FB9522C712448A99CC274842C534859E00",
        response: "009000",
        plain: "07D0D1D2D3D4D50108A0000001510000000006EF04C602016000",
      },
    ],
  },
  {
    name: "C-MAC: DELETE",
    level: 0x01,
    steps: [
      SELECT_ISD,
      CARD_DATA,
      {
        command: "805000000877D141CE84C85BBF00",
        response: "000000000000000000000103007B2BB69A074070BB2DCA3A69563855169000",
      },
      { command: "8482010010361F9D3BF240F146F01F5CA661ECDA82", response: "9000" },
      {
        command: "84E40080124F08D0D1D2D3D4D50101AD7AFD987010C5AF00",
        response: "009000",
        plain: "4F08D0D1D2D3D4D50101",
      },
    ],
  },
];

/** The public GlobalPlatform test key. */
export const TEST_KEY = "404142434445464748494A4B4C4D4E4F";
