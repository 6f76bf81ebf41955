const NEWLINE = 0x0a;

/** Cuts an octet stream into lines of JSON, wherever it was split. A chunk need not live longer than the call that takes it. */
export class LineDecoder {
  #parts: Buffer[] = [];

  /** Takes the next octets and calls `onMessage` with the value of every line that they complete, in order. */
  push(chunk: Buffer, onMessage: (message: unknown) => void): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line =
        this.#parts.length === 0 ? chunk.toString("utf8", start, end) : this.#join(chunk.subarray(start, end));
      start = end + 1;
      onMessage(JSON.parse(line));
    }
    if (start < chunk.length) this.#parts.push(Buffer.from(chunk.subarray(start)));
  }

  #join(last: Buffer): string {
    const line = Buffer.concat([...this.#parts, last]).toString();
    this.#parts = [];
    return line;
  }
}

/** A message as one line: JSON has no line breaks of its own. */
export const asLine = (message: object): string => `${JSON.stringify(message)}\n`;
