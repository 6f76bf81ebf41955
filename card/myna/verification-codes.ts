import { type CardDate, eraBirth } from "./calendar.js";
import { mynaErrors } from "./errors.js";

/**
 * The check digit of a 個人番号 (平成26年総務省令第85号 第5条): `digits` are the first eleven. With n counted from the lowest
 * digit, Qn = n+1 for n ≤ 6, else n−5; a remainder of 0 or 1 gives 0. Throws `myna.bad-value`.
 */
export function individualNumberCheckDigit(digits: string): number {
  if (!/^\d{11}$/.test(digits)) throw mynaErrors.error("bad-value", { place: "individual number" });
  let sum = 0;
  for (let n = 1; n <= 11; n++) sum += Number(digits[11 - n]) * (n <= 6 ? n + 1 : n - 5);
  const remainder = sum % 11;
  return remainder <= 1 ? 0 : 11 - remainder;
}

/** True for twelve digits whose last is the check digit. */
export function isIndividualNumber(text: string): boolean {
  return /^\d{12}$/.test(text) && individualNumberCheckDigit(text.slice(0, 11)) === Number(text[11]);
}

/** 照合番号A is the 個人番号. */
export function verificationCodeA(individualNumber: string): string {
  return individualNumber;
}

/** 照合番号B, 14 digits: birth as `YYMMDD` of the era, western year of expiry, security code (card-facts 1.5). Throws `myna.bad-value`. */
export function verificationCodeB(birth: CardDate, expiry: CardDate, securityCode: string): string {
  if (!/^\d{4}$/.test(securityCode)) throw mynaErrors.error("bad-value", { place: "security code" });
  return eraBirth(birth) + expiry.slice(0, 4) + securityCode;
}
