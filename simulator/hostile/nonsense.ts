import { concat } from "#card/bytes/bytes.js";
import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { RandomSource } from "#card/ports/random.js";
import { EMPTY_ANSWER } from "../kernel/virtual-card.js";
import type { Answering } from "./posing-card.js";

const INS_GET_DATA = 0xca;
const INS_GET_RESPONSE = 0xc0;
const LONGEST_DATA = 65_536;

const ok = status(SW.OK);

/** Answers GET DATA in a way of its own; a true card answers all else. */
const objects =
  (alter: (data: Uint8Array, command: Uint8Array) => Uint8Array): Answering =>
  (command, ask) => {
    const response = ask(command);
    return command[1] === INS_GET_DATA ? concat(alter(response.subarray(0, -2), command), ok) : response;
  };

const tagOf = (command: Uint8Array): Uint8Array => (command[2] === 0 ? command.subarray(3, 4) : command.subarray(2, 4));

/** Random octets, of random number. */
export const garbage =
  (random: RandomSource): Answering =>
  () =>
    random.bytes(1 + random.bytes(1)[0]!);

/** One octet: not even a status word. */
export const shapeless: Answering = () => Uint8Array.of(0x90);
/** As many octets as an APDU can carry. */
export const huge: Answering = () => concat(new Uint8Array(LONGEST_DATA).fill(0x61), ok);
/** There is always more to fetch. */
export const endlessMore: Answering = (command, ask) =>
  command[1] === INS_GET_DATA || command[1] === INS_GET_RESPONSE
    ? concat(new Uint8Array(256).fill(0x41), Uint8Array.of(0x61, 0x00))
    : ask(command);
/** Le is always wrong. */
export const endlessWrongLength: Answering = (command, ask) =>
  command[1] === INS_GET_DATA ? Uint8Array.of(0x6c, 0x10) : ask(command);
/** Data objects that end in their middle. */
export const cutObjects: Answering = objects((data) => data.subarray(0, Math.ceil(data.length / 2)));
/** Data objects of indefinite length, which no card may use (ISO/IEC 7816-4, 5.2.2.2). */
export const indefiniteObjects: Answering = objects((data, command) =>
  concat(tagOf(command), Uint8Array.of(0x80), data, Uint8Array.of(0x00, 0x00)),
);
/** Data objects in data objects, sixteen thousand deep. */
export const nestedObjects: Answering = objects((_, command) => {
  const deep = new Uint8Array(60_000);
  for (let at = 0; at + 4 <= deep.length; at += 4) {
    const inside = deep.length - at - 4;
    deep.set([0x61, 0x82, inside >> 8, inside & 0xff], at);
  }
  return concat(tagOf(command), Uint8Array.of(0x82, deep.length >> 8, deep.length & 0xff), deep);
});
/** Says yes to everything. */
export const yes: Answering = () => ok;
/** Sends back what it was sent, and says yes. */
export const echo: Answering = (command) => concat(command, ok);
/** Answers at once, without an octet. */
export const empty: Answering = () => EMPTY_ANSWER;
/** Says nothing at all. */
export const silent: Answering = () => new Uint8Array(0);
