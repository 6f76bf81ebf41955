import { concat, equal } from "#card/bytes/bytes.js";
import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { RandomSource } from "#card/ports/random.js";
import type { Answering } from "./posing-card.js";

const INS = { initializeUpdate: 0x50, authenticate: 0x82, select: 0xa4, getData: 0xca } as const;
/** What a clone can give because anyone can read it: SELECT, GET DATA, GET RESPONSE, GET CHALLENGE, reading. */
const READABLE: ReadonlySet<number> = new Set([INS.select, INS.getData, 0xcb, 0xc0, 0x84, 0xb0, 0xb2]);
/** Octets in the answer to INITIALIZE UPDATE (GlobalPlatform 2.3.1, E.5.1.4; Amendment D, 7.1.1.6). */
const UPDATE = { keyVersion: 10, protocol: 11, parameter: 12, challenge: 13, scp02Length: 28 } as const;
/** Bits of `i` that protect answers. */
const RESPONSE_PROTECTION = 0x60;
const MAC = 8;

const ok = status(SW.OK);
const isOk = (response: Uint8Array): boolean => equal(response.subarray(-2), ok);
const dataOf = (response: Uint8Array): Uint8Array => response.subarray(0, -2);

/** Alters the data of an answer to one instruction, when it is 9000. */
const altering =
  (ins: number, alter: (data: Uint8Array, command: Uint8Array) => Uint8Array): Answering =>
  (command, ask) => {
    const response = ask(command);
    return command[1] === ins && isOk(response) && response.length > 2
      ? concat(alter(dataOf(response).slice(), command), ok)
      : response;
  };

const withOctet = (data: Uint8Array, at: number, octet: number): Uint8Array => {
  data[at] = octet;
  return data;
};

/** Everything that can be read of a true card, but none of its keys: cryptograms are guessed, and all else is answered with 9000. */
export const impostor =
  (random: RandomSource): Answering =>
  (command, ask) => {
    const ins = command[1] ?? 0;
    if (READABLE.has(ins)) return ask(command);
    if (ins !== INS.initializeUpdate && ins !== INS.authenticate) return ok;
    const response = ask(command);
    const kept = ins === INS.initializeUpdate ? UPDATE.challenge : 0;
    const data = dataOf(response);
    if (ins === INS.authenticate && data.length === 0) return ok;
    return concat(data.subarray(0, kept), random.bytes(Math.max(0, data.length - kept)), ok);
  };

/** One exchange as it passed between a true card and a reader. */
export interface Overheard {
  readonly command: Uint8Array;
  readonly response: Uint8Array;
}

/** Listens to a true card's sessions. */
export function overhear(into: Overheard[]): Answering {
  return (command, ask) => {
    const response = ask(command);
    into.push({ command: command.slice(), response: response.slice() });
    return response;
  };
}

/** Plays what was overheard: the answer to the same command, or to one with the same header, each in its turn and round again. */
export function replaying(overheard: readonly Overheard[]): Answering {
  let at = 0;
  return (command) => {
    const order = [...overheard.slice(at), ...overheard.slice(0, at)];
    const found =
      order.find((one) => equal(one.command, command)) ??
      order.find((one) => equal(one.command.subarray(0, 4), command.subarray(0, 4)));
    if (found === undefined) return ok;
    at = (overheard.indexOf(found) + 1) % overheard.length;
    return found.response;
  };
}

/** Says in its answer to INITIALIZE UPDATE that answers cannot be protected. */
export const parameterLowered: Answering = altering(INS.initializeUpdate, (data) =>
  withOctet(data, UPDATE.parameter, data[UPDATE.parameter]! & ~RESPONSE_PROTECTION),
);

/** Says that it speaks SCP02 where SCP03 is spoken. */
export const olderProtocol: Answering = altering(INS.initializeUpdate, (data) =>
  withOctet(data.subarray(0, UPDATE.scp02Length), UPDATE.protocol, 0x02),
);

/** Takes another key version than the one that was asked for. */
export const otherKeyVersion: Answering = altering(INS.initializeUpdate, (data) =>
  withOctet(data, UPDATE.keyVersion, 0x7f),
);

/** Alters the data of good answers to secured commands: bits 3 and 4 of the class say that one is. */
const alteringSecured =
  (alter: (data: Uint8Array) => Uint8Array): Answering =>
  (command, ask) => {
    const response = ask(command);
    const secured = ((command[0] ?? 0) & 0x0c) !== 0 && command[1] !== INS.authenticate;
    return secured && isOk(response) ? concat(alter(dataOf(response)), ok) : response;
  };

/** Takes the MAC from the answers of secured commands. */
export const withoutResponseMac: Answering = alteringSecured((data) => data.subarray(0, -MAC));

/** Answers secured commands as if nothing had been secured: a status word, and nothing else. */
export const answersInClear: Answering = alteringSecured(() => new Uint8Array(0));

/** Bears one card number when it is first asked, and another one ever after. */
export function turncoat(): Answering {
  let asked = 0;
  return (command, ask) => {
    const response = ask(command);
    const isNumber = command[1] === INS.getData && command[2] === 0x00 && command[3] === 0x45;
    if (!isNumber || !isOk(response) || asked++ === 0) return response;
    const data = dataOf(response).slice();
    data[data.length - 1] = data.at(-1)! === 0x39 ? 0x30 : data.at(-1)! + 1;
    return concat(data, ok);
  };
}
