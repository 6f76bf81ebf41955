import { ascii, concat, fromHex } from "#card/bytes/bytes.js";
import { octetsForMasked } from "#card/trace/masked-octets.js";
import { microsOf, type TraceEntry } from "./entry.js";
import { traceText } from "./human.js";

/** Blocks, options and link type of pcapng (IETF draft-ietf-opsawg-pcapng, 4; LINKTYPE_WIRESHARK_UPPER_PDU). */
const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;
const OPTION = { end: 0, comment: 1, interfaceName: 2, application: 4 } as const;
const UPPER_PDU = 252;

/** Tags in front of an exported PDU (Wireshark, exported_pdu_tlvs.h), and its directions. */
const TAG = { end: 0, dissector: 12, protocolColumn: 33, direction: 35 } as const;
const TO_CARD = 0;
const FROM_CARD = 1;

const utf8 = new TextEncoder();

function padded(octets: Uint8Array): Uint8Array {
  return octets.length % 4 === 0 ? octets : concat(octets, new Uint8Array(4 - (octets.length % 4)));
}

/** Numbers of 16 (`H`) or 32 bits (`I`), little-endian as the whole file. */
function fields(layout: string, ...values: readonly number[]): Uint8Array {
  const octets = new Uint8Array([...layout].reduce((sum, code) => sum + (code === "H" ? 2 : 4), 0));
  const view = new DataView(octets.buffer);
  let at = 0;
  for (const [index, code] of [...layout].entries()) {
    if (code === "H") view.setUint16(at, values[index]!, true);
    else view.setUint32(at, values[index]!, true);
    at += code === "H" ? 2 : 4;
  }
  return octets;
}

const option = (code: number, value: Uint8Array) => concat(fields("HH", code, value.length), padded(value));
const END_OF_OPTIONS = option(OPTION.end, new Uint8Array(0));

function block(type: number, body: Uint8Array): Uint8Array {
  const length = body.length + 12;
  return concat(fields("II", type, length), body, fields("I", length));
}

/** A tag of an exported PDU: big-endian, its value filled up to four octets. */
function tag(code: number, value: Uint8Array): Uint8Array {
  const filled = padded(value);
  return concat(Uint8Array.of(code >> 8, code & 0xff, filled.length >> 8, filled.length & 0xff), filled);
}

function pdu(dissector: string, octets: Uint8Array, direction?: number): Uint8Array {
  return concat(
    tag(TAG.dissector, ascii(dissector)),
    direction === undefined
      ? tag(TAG.protocolColumn, ascii("card"))
      : tag(TAG.direction, Uint8Array.of(0, 0, 0, direction)),
    tag(TAG.end, new Uint8Array(0)),
    octets,
  );
}

/**
 * Writes a trace as pcapng for Wireshark, whose own ISO 7816 dissectors take commands, answers and ATRs. Each reader is an interface;
 * what the card trace says in words is the packet's comment; marks without octets are lines of text. Masked octets are `2A` (`*`).
 */
export class PcapngWriter {
  readonly #interfaces = new Map<string, number>();

  /** The beginning of the file. */
  header(): Uint8Array {
    const version = fields("IHHII", 0x1a2b3c4d, 1, 0, 0xffffffff, 0xffffffff);
    return block(BLOCK.section, concat(version, option(OPTION.application, ascii("Madoguchi")), END_OF_OPTIONS));
  }

  /** The octets that one entry adds to the file. */
  entry(entry: TraceEntry): Uint8Array {
    const blocks: Uint8Array[] = [];
    const name = entry.reader ?? "no reader";
    let at = this.#interfaces.get(name);
    if (at === undefined) {
      at = this.#interfaces.size;
      this.#interfaces.set(name, at);
      const body = concat(
        fields("HHI", UPPER_PDU, 0, 0),
        option(OPTION.interfaceName, utf8.encode(name)),
        END_OF_OPTIONS,
      );
      blocks.push(block(BLOCK.interface, body));
    }
    for (const packet of packetsOf(entry)) blocks.push(this.#packet(at, entry.at, packet));
    return concat(...blocks);
  }

  #packet(at: number, moment: string, { octets, comment, delayMs = 0 }: Packet): Uint8Array {
    const micros = microsOf(moment) + BigInt(Math.round(delayMs * 1000));
    const head = fields("IIIII", at, Number(micros >> 32n), Number(micros & 0xffffffffn), octets.length, octets.length);
    const comments = comment === undefined ? [] : [option(OPTION.comment, utf8.encode(comment))];
    return block(BLOCK.packet, concat(head, padded(octets), ...comments, END_OF_OPTIONS));
  }
}

interface Packet {
  readonly octets: Uint8Array;
  readonly comment?: string;
  readonly delayMs?: number;
}

function packetsOf(entry: TraceEntry): readonly Packet[] {
  if (entry.type === "exchange") {
    const { command, response, detail, outcome, card, durationMs } = entry;
    const sent = { octets: pdu("iso7816", octetsForMasked(command), TO_CARD), comment: `${card}: ${detail.en}` };
    const comment = `${card}: ${outcome.en}`;
    // A card that says nothing leaves no packet of its own: the comment stands at a line of text.
    const octets =
      response.length < 4
        ? pdu("data-text-lines", utf8.encode(comment))
        : pdu("iso7816", octetsForMasked(response), FROM_CARD);
    return [sent, { octets, comment, delayMs: durationMs }];
  }
  const text = traceText(entry, "en").slice(13);
  if ("atr" in entry && entry.atr !== "") {
    return [{ octets: pdu("iso7816.atr", fromHex(entry.atr), FROM_CARD), comment: text }];
  }
  return [{ octets: pdu("data-text-lines", utf8.encode(text)), comment: text }];
}
