/**
 * What the public sources say of the card, as exchanges. One claim is a new card and lines of `COMMAND > ANSWER`:
 * hexadecimal with blanks, `'text'` for its ASCII octets, `XX*n` for a repeated octet; in answers `[n]` stands for any n octets. `~` between
 * alternatives. The words `power` and `reset` alone take the power away, or reset warmly. `#` begins a remark.
 */
export interface Claim {
  /** Where the fact stands: card-facts section. */
  readonly section: string;
  readonly claim: string;
  readonly lines: string;
  /** Resident whose card it is; 太郎, whose PINs all differ, when absent. */
  readonly resident?: string;
}

export const JPKI = "00A4040C 0A D392F000260100000001 > 9000";
export const VISUAL = "00A4040C 0A D3921000310001010402 > 9000";
export const TEXT = "00A4040C 0A D3921000310001010408 > 9000";
export const JUKI = "00A4040C 0A D3921000310001010401 > 9000";
export const COMMON = "00A4040C 0A D3921000310001010100 > 9000";
export const DIGEST_INFO = "3031300D060960864801650304020105000420 00*32";
export const CODE_A = "'999990001020'";
export const CODE_B = "'64010720360573'"; // 昭和64年1月7日, valid until 2036, 0573
