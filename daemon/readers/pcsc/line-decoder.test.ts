import { expect } from "chai";
import { asLine, LineDecoder } from "./line-decoder.js";

describe("the lines between daemon and reader host", () => {
  const messages = [{ id: 1, reader: "リーダ 00" }, { id: 2, response: "9000".repeat(1_000) }, {}];
  const stream = Buffer.from(messages.map(asLine).join(""));

  it("are found again wherever the stream was split, out of a buffer that is used for every read", () => {
    for (const size of [1, 2, 3, 7, 64, 1_000, stream.length]) {
      const decoder = new LineDecoder();
      const seen: unknown[] = [];
      const shared = Buffer.alloc(size);
      for (let at = 0; at < stream.length; at += size) {
        const read = stream.copy(shared, 0, at, at + size);
        decoder.push(shared.subarray(0, read), (message) => seen.push(message));
        shared.fill(0);
      }
      expect(seen, `in pieces of ${size}`).to.deep.equal(messages);
    }
  });
});
