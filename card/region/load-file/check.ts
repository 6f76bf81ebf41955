import { startsWith } from "#card/bytes/bytes.js";
import type { CardAppContent } from "../package.js";
import { packageErrors } from "./errors.js";
import { MAX_FILES } from "./format.js";

/** Largest record: its data field and a MAC must fit one short APDU under secure messaging with padding. */
export const MAX_RECORD_SIZE = 224;

const isWithin = (value: number, low: number, high: number): boolean =>
  Number.isInteger(value) && value >= low && value <= high;

/** The first field of a package that breaks a rule, or undefined: the rules that hold however it came. */
export function findFault(content: CardAppContent): string | undefined {
  const { aid, loadFileAid, serviceKey, pin, files } = content;
  const rules: readonly (readonly [string, boolean])[] = [
    ["aid", isWithin(aid.length, 5, 16)],
    ["loadFileAid", isWithin(loadFileAid.length, 5, 16)],
    // One registry holds both, and a prefix would make SELECT by partial name ambiguous.
    ["loadFileAid", !startsWith(loadFileAid, aid)],
    ["municipality", /^[0-9]{5}$/.test(content.municipality)],
    ["version", /^[\x21-\x7e]{1,16}$/.test(content.version)],
    ["serviceKey.version", isWithin(serviceKey.version, 1, 0x7f)],
    ["serviceKey.length", [16, 24, 32].includes(serviceKey.length)],
    ["pin.tries", isWithin(pin.tries, 1, 15)],
    ["pin.minLength", isWithin(pin.minLength, 4, 12)],
    ["pin.maxLength", isWithin(pin.maxLength, pin.minLength, 12)],
    ["files", isWithin(files.length, 1, MAX_FILES)],
    ...files.flatMap((file, index): (readonly [string, boolean])[] => [
      [`files[${index}].id`, isWithin(file.id, (files[index - 1]?.id ?? 0) + 1, 30)],
      [`files[${index}].records`, isWithin(file.records, 1, 254)],
      [`files[${index}].recordSize`, isWithin(file.recordSize, 1, MAX_RECORD_SIZE)],
    ]),
  ];
  return rules.find(([, holds]) => !holds)?.[0];
}

/** Throws `package.bad-field` with the field's name. */
export function checkContent(content: CardAppContent): void {
  const field = findFault(content);
  if (field !== undefined) throw packageErrors.error("bad-field", { field });
}
