import type { Socket } from "node:net";
import { type Charset, decode } from "./charset.js";

/** More than any message has: who sends more without an end of line speaks something else. */
const LONGEST = 8_192;

/** Cuts what comes over a socket into lines, whichever of CR, LF or both ends them. A line that never ends destroys the socket. */
export function eachLine(socket: Socket, take: (line: string) => void, charset: Charset = "utf-8"): void {
  let pending = Buffer.alloc(0);
  socket.on("data", (part: Buffer) => {
    pending = Buffer.concat([pending, part]);
    for (;;) {
      const end = pending.findIndex((octet) => octet === 0x0d || octet === 0x0a);
      if (end < 0) break;
      // Whether its end came in the same piece is chance.
      if (end > LONGEST) return void socket.destroy();
      const line = decode(pending.subarray(0, end), charset);
      pending = pending.subarray(end + 1);
      if (line !== "" && !socket.destroyed) take(line);
    }
    if (pending.length > LONGEST) socket.destroy();
  });
}
