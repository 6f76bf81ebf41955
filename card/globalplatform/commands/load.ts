import { concat } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { tlv } from "#card/iso7816/tlv.js";
import { FieldReader, type GpCommand } from "./command.js";

const INS = 0xe8;

export interface Load {
  readonly block: number;
  readonly last: boolean;
  readonly data: Uint8Array;
}

export const load: GpCommand<Load> = {
  name: "LOAD",
  clause: "11.6",
  ins: INS,
  encode: ({ block, last, data }) => new CommandApdu(0x80, INS, last ? 0x80 : 0, block, data, 256),
  decode: ({ p1, p2, data }) => {
    if ((p1 & 0x7f) !== 0) throw new FieldReader("LOAD", data).fault("P1");
    if (data.length === 0) throw new FieldReader("LOAD", data).fault("load file data");
    return { block: p2, last: p1 === 0x80, data };
  },
  log: ({ block, last, data }) => `block ${block}${last ? ", last" : ""}, ${data.length} octets`,
};

/** The load file as LOAD carries it: its data block in `C4` (11.6.2.3). */
function loadFileObject(dataBlock: Uint8Array): Uint8Array {
  return tlv(0xc4, dataBlock);
}

/**
 * The LOAD commands for a load file data block, at most `blockSize` octets each.
 * Block numbers are one octet: a load file needs at most 256 blocks (`gp.malformed-command` otherwise).
 */
export function loadCommands(dataBlock: Uint8Array, blockSize: number): CommandApdu[] {
  const file = loadFileObject(dataBlock);
  const count = Math.ceil(file.length / blockSize);
  if (count > 256) throw new FieldReader("LOAD", concat()).fault("block number");
  return Array.from({ length: count }, (_, block) =>
    load.encode({ block, last: block === count - 1, data: file.subarray(block * blockSize, (block + 1) * blockSize) }),
  );
}
