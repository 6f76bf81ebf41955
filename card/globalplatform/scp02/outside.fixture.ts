/** A session between an independent host and a card; hexadecimal, status words left out. */
export interface Scp02Recording {
  readonly name: string;
  readonly keys: { readonly version: number; readonly enc: string; readonly mac: string; readonly dek: string };
  readonly initializeUpdate: readonly [command: string, response: string];
  readonly externalAuthenticate: string;
  /** Plain command, and the command on the wire. */
  readonly commands: readonly (readonly [plain: string, wire: string])[];
}

/** Test vectors of pySim (its unit tests of SCP02): a UICC with keys of version 20, which answers with version 70; i = 15, C-MAC. */
export const UICC_RECORDING: Scp02Recording = {
  name: "pySim with a UICC, C-MAC",
  keys: {
    version: 0x20,
    enc: "100102030405060708090A0B0C0D0E0F",
    mac: "101102030405060708090A0B0C0D0E0F",
    dek: "102102030405060708090A0B0C0D0E0F",
  },
  initializeUpdate: ["805020000840A62C37FA6304F800", "00000000000000000000700200016B4524ABEE7CF32EA3838BC148F3"],
  externalAuthenticate: "8482010010BA6961667737C5BCEBECE14C7D6A4376",
  commands: [
    ["80F22002", "84F220020814DB34FA4341DCA8"],
    ["80CA006600", "84CA00660855ED7C5FF069512B00"],
    ["80F220020A4F0212345C054F9F70C5", "84F22002124F0212345C054F9F70C58FC1B380C4228AF8"],
    ["80F28002024F0000", "84F280020A4F003B95F09317DE6A4E00"],
  ],
};

/** A walk through an explicit initiation, each step computed with the openssl command (public, by its author). */
export const OPENSSL_WALK = {
  enc: "00112233445566778899AABBCCDDEEFF",
  sequence: 0,
  host: "1234567891234567",
  card: "B17EECA5CEB9",
  sessionEnc: "9EAC5B939B1D2A6643FD9D31498B4F5A",
  cardCryptogram: "0D4AC851271C3C0D",
} as const;
