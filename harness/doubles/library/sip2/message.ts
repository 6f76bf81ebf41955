import { type Charset, encode } from "./charset.js";
import { type FixedFields, type FixedPart, LAYOUTS, type MessageCode } from "./layout.js";
import { sip2Errors } from "./sip2-errors.js";

/** A message of SIP2, taken apart. */
export interface Sip2Message {
  readonly code: MessageCode;
  readonly fixed: Readonly<Record<string, string>>;
  /** Fields with two letters, in their order; one may stand several times. */
  readonly fields: readonly (readonly [id: string, value: string])[];
  /** The digit behind AY; undefined without error detection. */
  readonly sequence?: string | undefined;
}

/** The first value of a field; an empty string where it is absent. */
export const fieldOf = ({ fields }: Sip2Message, id: string): string => fields.find(([one]) => one === id)?.[1] ?? "";
export const fieldsOf = ({ fields }: Sip2Message, id: string): readonly string[] =>
  fields.filter(([one]) => one === id).map(([, value]) => value);

/** Four hexadecimal digits that make the sum of all octets zero, modulo 65,536. */
export function checksum(text: string, charset: Charset = "utf-8"): string {
  let sum = 0;
  for (const octet of encode(text, charset)) sum += octet;
  return (-sum & 0xffff).toString(16).toUpperCase().padStart(4, "0");
}

/**
 * A message as one line, without its end. With a sequence digit it has error detection (AY, AZ).
 * Throws `library-line.bad-value` for what would break the line or a fixed field.
 */
export function writeMessage<C extends MessageCode>(
  code: C,
  fixed: FixedFields<C>,
  fields: readonly (readonly [id: string, value: string])[] = [],
  sequence?: string,
  charset: Charset = "utf-8",
): string {
  let line: string = code;
  for (const [name, length] of LAYOUTS[code] as FixedPart) {
    const value = (fixed as Readonly<Record<string, string>>)[name] ?? "";
    if (value.length !== length) throw sip2Errors.error("bad-value", { field: name, length });
    line += value;
  }
  for (const [id, value] of fields) {
    if (FORBIDDEN.test(value)) throw sip2Errors.error("bad-value", { field: id });
    line += `${id}${value}|`;
  }
  if (sequence === undefined) return line;
  line += `AY${sequence}AZ`;
  return line + checksum(line, charset);
}

/**
 * Takes a line apart. Throws `library-line.bad-message`, naming the place: an unknown code, a fixed part that is too short, a field without its
 * letters, a wrong checksum, octets that are no text.
 */
export function readMessage(line: string, charset: Charset = "utf-8"): Sip2Message {
  const bad = (place: string) => sip2Errors.error("bad-message", { place });
  if (line.includes("\ufffd")) throw bad("encoding");
  const code = line.slice(0, 2);
  if (!Object.hasOwn(LAYOUTS, code)) throw bad("code");
  let rest = line.slice(2);
  let sequence: string | undefined;
  const tail = /(?:AY(\d))?AZ([0-9A-Fa-f]{4})$/.exec(rest);
  if (tail !== null) {
    if (checksum(line.slice(0, -4), charset) !== tail[2]!.toUpperCase()) throw bad("AZ");
    sequence = tail[1];
    rest = rest.slice(0, tail.index);
  }
  const fixed: Record<string, string> = {};
  for (const [name, length] of LAYOUTS[code as MessageCode] as FixedPart) {
    if (rest.length < length) throw bad(name);
    fixed[name] = rest.slice(0, length);
    rest = rest.slice(length);
  }
  const fields: [string, string][] = [];
  for (const part of rest.split("|")) {
    if (part === "") continue;
    const id = part.slice(0, 2);
    if (!/^[A-Z][A-Z0-9]$/.test(id)) throw bad(`field ${fields.length + 1}`);
    // What is left of an error detection that was cut: its sum cannot be checked any more.
    if (id === "AY" || id === "AZ") throw bad("AZ");
    fields.push([id, part.slice(2)]);
  }
  return { code: code as MessageCode, fixed, fields, sequence };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not stand in a line.
const FORBIDDEN = /[|\u0000-\u001f\u007f]/;
