import { programErrors } from "./program-errors.js";

/** A number out of a command line. Throws `double.bad-option`. */
export function portOf(option: string, text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw programErrors.error("bad-option", { option, expected: "0 to 65535" });
  return port;
}
