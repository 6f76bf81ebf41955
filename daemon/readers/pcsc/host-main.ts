/**
 * Entry of the reader host: a child process that owns the PC/SC library, so that a call that never returns, a crash of native
 * code or a blocked thread pool costs this process and not the daemon. Started by `HostProcess`, never by hand.
 */
import { type OnReadOpts, Socket, type SocketConstructorOpts } from "node:net";
import { CALLS_FD, type HostMessage, type HostRequest } from "./host-protocol.js";
import { asLine, LineDecoder } from "./line-decoder.js";
import { loadPcsclite } from "./pcsclite.js";
import { ReaderHost } from "./reader-host.js";

/** A terminal sends Ctrl-C to the whole group; the daemon decides when its host ends. */
process.on("SIGINT", () => {});
/** The daemon is gone, however it went: nobody may keep its cards. */
process.on("disconnect", () => process.exit(0));

const send = (message: HostMessage): void => {
  if (!process.connected) return;
  if (message.type === "done" || message.type === "failed") calls.write(asLine(message));
  else if (message.type === "lost") process.send?.(message, () => process.exit(0));
  else process.send?.(message);
};

const host = new ReaderHost(send);
const decoder = new LineDecoder();
/** Node's own types know of `onread` where a socket connects, not where it is made of a descriptor. */
const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
  fd: CALLS_FD,
  readable: true,
  writable: true,
  // One buffer for all reads: the decoder copies what it has to keep.
  onread: {
    buffer: Buffer.alloc(65_536),
    callback: (size, buffer) => {
      decoder.push(Buffer.from(buffer.buffer, buffer.byteOffset, size), (request) =>
        host.handle(request as HostRequest),
      );
      return true;
    },
  },
};
const calls: Socket = new Socket(options);
// The daemon is gone, however it went: nobody may keep its cards.
calls.on("error", () => process.exit(0));
calls.on("close", () => process.exit(0));

const pcsc = loadPcsclite();
if ("missing" in pcsc) send({ type: "lost", reason: pcsc.missing });
else host.start(pcsc);
