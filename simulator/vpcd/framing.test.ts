import { expect } from "chai";
import fc from "fast-check";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { encodeFrame, FrameDecoder, MAX_MESSAGE } from "./framing.js";

/** Cuts `stream` after each of the given places (any order, any repetition). */
function cut(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const bounds = [...new Set(places.map((place) => place % (stream.length + 1)))].sort((a, b) => a - b);
  return [...bounds, stream.length].map((end, index) => stream.slice(index === 0 ? 0 : bounds[index - 1], end));
}

/** The stream as vpcd would write it, without our encoder. */
function stream(messages: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      return [length, message];
    }),
  );
}

function decodeAll(chunks: readonly Uint8Array[]): { messages: string[]; incomplete: boolean } {
  const decoder = new FrameDecoder();
  const messages: string[] = [];
  for (const chunk of chunks) decoder.push(chunk, (message) => messages.push(Buffer.from(message).toString("hex")));
  return { messages, incomplete: decoder.incomplete };
}

const hex = (messages: readonly Uint8Array[]) => messages.map((message) => Buffer.from(message).toString("hex"));

describe("the framing of the vpcd link", () => {
  it("gives the same messages for any split of the stream", () => {
    const messages = fc.array(fc.uint8Array({ minLength: 1, maxLength: 600 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(messages, fc.array(fc.nat(4000), { maxLength: 30 }), (sent, places) => {
        const { messages: got, incomplete } = decodeAll(cut(stream(sent), places));
        expect(got).to.deep.equal(hex(sent));
        expect(incomplete).to.equal(false);
      }),
    );
  });

  it("carries a message of any length from 1 to 65,535, in whatever pieces it comes", () => {
    const length = fc.oneof(fc.constantFrom(1, 2, 255, 256, 257, 0xfffe, 0xffff), fc.integer({ min: 1, max: 0xffff }));
    fc.assert(
      fc.property(length, fc.nat(255), fc.array(fc.nat(70_000), { maxLength: 5 }), (size, fill, places) => {
        const message = Uint8Array.from({ length: size }, (_, index) => (index * 31 + fill) & 0xff);
        const next = Uint8Array.of(4);
        expect(decodeAll(cut(stream([message, next]), places)).messages).to.deep.equal(hex([message, next]));
      }),
      { numRuns: 60 },
    );
  });

  it("decodes a stream that comes octet by octet", () => {
    const sent = [Uint8Array.of(1), Uint8Array.of(0, 0xa4, 4, 0), new Uint8Array(300).fill(7)];
    const octets = [...stream(sent)].map((octet) => Uint8Array.of(octet));
    expect(decodeAll(octets).messages).to.deep.equal(hex(sent));
  });

  it("passes over messages of no octets, however they are split", () => {
    const octets = Buffer.from("0000000000020102", "hex");
    for (let at = 0; at <= octets.length; at++) {
      expect(decodeAll([octets.subarray(0, at), octets.subarray(at)]).messages).to.deep.equal(["0102"]);
    }
  });

  it("says that a message is incomplete until its last octet is there", () => {
    const octets = stream([Uint8Array.of(1, 2, 3)]);
    for (let at = 1; at < octets.length; at++) {
      expect(decodeAll([octets.subarray(0, at)])).to.deep.equal({ messages: [], incomplete: true });
    }
  });

  it("writes the length in two octets before the body, in one array", () => {
    expect([...encodeFrame(Uint8Array.of(0x90, 0))]).to.deep.equal([0, 2, 0x90, 0]);
    const longest = encodeFrame(new Uint8Array(MAX_MESSAGE));
    expect([longest.length, longest[0], longest[1]]).to.deep.equal([65_537, 0xff, 0xff]);
  });

  it("refuses what its two-octet length cannot say", () => {
    const code = (length: number) => {
      try {
        return encodeFrame(new Uint8Array(length));
      } catch (error) {
        return isMadoguchiError(error) ? error.code : error;
      }
    };
    expect(code(65_536)).to.equal("vpcd.message-too-long");
    expect(code(0)).to.equal("vpcd.message-empty");
  });
});
