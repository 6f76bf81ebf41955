import { InvalidArgumentError } from "commander";

/** Reads a flag that is a whole number, 0 or more. */
export function number(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a number · 数字で指定してください");
  return Number(text);
}
