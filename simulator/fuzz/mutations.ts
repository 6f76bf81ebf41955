import { concat } from "#card/bytes/bytes.js";
import type { FuzzRandom } from "./fuzz-random.js";

/** Class octets, instructions and octets of length that mean something to one of the card's applications. */
const CLASSES = [0x00, 0x00, 0x00, 0x80, 0x80, 0x84, 0x04, 0x08, 0x0c, 0x8c, 0x10, 0x01, 0x40, 0xff] as const;
const INSTRUCTIONS = [
  0x04, 0x20, 0x22, 0x24, 0x2a, 0x2c, 0x32, 0x44, 0x50, 0x70, 0x82, 0x84, 0x87, 0x88, 0xa2, 0xa4, 0xae, 0xb0, 0xb2,
  0xc0, 0xca, 0xcb, 0xd0, 0xd2, 0xd6, 0xd8, 0xda, 0xdb, 0xdc, 0xe0, 0xe2, 0xe4, 0xe6, 0xe8, 0xf0, 0xf2,
] as const;
const EDGES = [0x00, 0x01, 0x02, 0x04, 0x0c, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x90, 0xfe, 0xff] as const;
/** Longest command that vpcd's link carries. */
const LONGEST = 65_535;

const edge = (random: FuzzRandom): number => (random.chance(60) ? random.pick(EDGES) : random.octet());

/** Any octets at all, mostly few. */
export function anyOctets(random: FuzzRandom): Uint8Array {
  if (random.chance(1)) return random.bytes(random.below(LONGEST));
  return random.bytes(random.below(random.chance(80) ? 24 : 300));
}

/** A command of the right form and of no meaning, or nearly so: known class and instruction, any parameters and data, any length form. */
export function anyCommand(random: FuzzRandom): Uint8Array {
  const cla = random.chance(90) ? random.pick(CLASSES) : random.octet();
  const ins = random.chance(90) ? random.pick(INSTRUCTIONS) : random.octet();
  const header = Uint8Array.of(cla, ins, edge(random), edge(random));
  const length = random.below(random.chance(85) ? 40 : 300);
  const data = random.chance(50) ? random.bytes(length) : anyTlv(random, length);
  const extended = data.length > 255 || random.chance(5);
  const lc = extended ? Uint8Array.of(0, data.length >> 8, data.length) : Uint8Array.of(data.length);
  const le = extended ? random.bytes(2) : Uint8Array.of(random.chance(70) ? 0 : random.octet());
  switch (random.below(4)) {
    case 0:
      return header;
    case 1:
      return concat(header, extended ? Uint8Array.of(0, ...le) : le);
    case 2:
      return concat(header, lc, data);
    default:
      return concat(header, lc, data, le);
  }
}

/** Data objects with tags and lengths that fit, and sometimes do not. */
function anyTlv(random: FuzzRandom, room: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let left = room; left > 2; ) {
    const length = random.chance(90) ? random.below(Math.min(left - 1, 20)) : random.octet();
    const tag = random.chance(50)
      ? random.pick([0x4f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x8e, 0x97, 0x99, 0xc4, 0xc8, 0xc9, 0xef])
      : random.octet();
    const value = random.bytes(Math.min(length, left));
    parts.push(Uint8Array.of(tag, length), value);
    left -= 2 + value.length;
  }
  return concat(...parts);
}

type Mutation = (command: Uint8Array, random: FuzzRandom, other: () => Uint8Array) => Uint8Array;

const cut = (octets: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array =>
  concat(octets.subarray(0, at), insert, octets.subarray(at + remove));

/** Ways to spoil a command, one at a time. */
const MUTATIONS: readonly Mutation[] = [
  // a bit
  (command, random) => {
    const spoilt = command.slice();
    const at = random.below(Math.max(1, spoilt.length));
    if (at < spoilt.length) spoilt[at] = spoilt[at]! ^ (1 << random.below(8));
    return spoilt;
  },
  // an octet, mostly of the header or the first of the data
  (command, random) => {
    const spoilt = command.slice();
    const at = random.below(Math.max(1, random.chance(70) ? Math.min(spoilt.length, 8) : spoilt.length));
    if (at < spoilt.length) spoilt[at] = edge(random);
    return spoilt;
  },
  // cut off, or octets added
  (command, random) => command.subarray(0, random.below(command.length + 1)),
  (command, random) => concat(command, random.bytes(1 + random.below(8))),
  // octets put in or taken out
  (command, random) => cut(command, random.below(command.length + 1), 0, random.bytes(1 + random.below(4))),
  (command, random) => cut(command, random.below(command.length + 1), 1 + random.below(4), new Uint8Array(0)),
  // another length of the data, told or true
  (command, random) => (command.length > 4 ? cut(command, 4, 1, Uint8Array.of(edge(random))) : command),
  (command, random) =>
    command.length > 4 ? cut(command, 4, 1, Uint8Array.of(0, edge(random), edge(random))) : command,
  // the header of another command, its tail, or both sides of the joint anywhere
  (command, _, other) => concat(other().subarray(0, 4), command.subarray(4)),
  (command, _, other) => concat(command.subarray(0, 5), other().subarray(5)),
  (command, random, other) => {
    const tail = other();
    return concat(command.subarray(0, random.below(command.length + 1)), tail.subarray(random.below(tail.length + 1)));
  },
  // the same again within itself
  (command, random) => {
    const at = random.below(command.length + 1);
    return cut(command, at, 0, command.subarray(at, at + 1 + random.below(16)));
  },
  // secured, or no longer so; another channel
  (command, random) =>
    concat(Uint8Array.of((command[0] ?? 0) ^ random.pick([0x04, 0x08, 0x0c, 0x80, 0x01])), command.subarray(1)),
];

/** A command spoilt in one to four ways. `other` gives some other command of the corpus. */
export function mutate(command: Uint8Array, random: FuzzRandom, other: () => Uint8Array): Uint8Array {
  let spoilt = command;
  for (let left = 1 + random.below(random.chance(70) ? 1 : 4); left > 0; left--) {
    spoilt = random.pick(MUTATIONS)(spoilt, random, other);
  }
  return spoilt.length > LONGEST ? spoilt.subarray(0, LONGEST) : spoilt;
}
