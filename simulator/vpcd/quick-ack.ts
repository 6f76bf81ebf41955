import type { Socket } from "node:net";

const IPPROTO_TCP = 6;
const TCP_QUICKACK = 12;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/** A connected socket below its stream, for the two calls on which each APDU's time depends. */
export interface QuickSocket {
  /**
   * Acknowledges now what was received, and reads into `buffer` what the peer sends upon that. Gives the count of octets;
   * 0 when nothing is there yet (then the stream brings it), also after the end of the connection (the stream tells of it).
   */
  acknowledgeAndRead(buffer: Uint8Array): number;
  /** Writes at once what fits; gives the count of octets written, 0 when the stream has to do it. */
  write(octets: Uint8Array): number;
}

interface SocketCalls {
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number;
  recv(fd: number, buffer: Uint8Array, length: number, flags: number): number;
  send(fd: number, octets: Uint8Array, length: number, flags: number): number;
}

let calls: Promise<SocketCalls | undefined> | undefined;

async function loadCalls(): Promise<SocketCalls | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    const { default: koffi } = await import("koffi");
    const libc = koffi.load(null);
    return {
      setsockopt: libc.func("int setsockopt(int fd, int level, int name, const uint8_t *value, uint32_t length)"),
      recv: libc.func("int64_t recv(int fd, _Out_ uint8_t *buffer, uint64_t length, int flags)"),
      send: libc.func("int64_t send(int fd, const uint8_t *octets, uint64_t length, int flags)"),
    } as SocketCalls;
  } catch {
    // No prebuilt binary for this machine: the link works without it, at 44 ms an APDU.
    return undefined;
  }
}

/**
 * The quick way through this socket (tcp(7), Linux), or undefined where it cannot be had. vpcd writes a message's length and
 * body separately with Nagle's algorithm on, so its body waits for our acknowledgement of its length; with delayed
 * acknowledgements that is 40 ms for every APDU. TCP_QUICKACK acknowledges at once, but wears off: it is set anew each time.
 */
export async function quickSocket(socket: Socket): Promise<QuickSocket | undefined> {
  calls ??= loadCalls();
  const libc = await calls;
  const fd = (socket as Socket & { _handle?: { fd?: number } })._handle?.fd;
  if (libc === undefined || fd === undefined || fd < 0) return undefined;
  const one = new Uint8Array(new Int32Array([1]).buffer);
  return {
    acknowledgeAndRead: (buffer) => {
      if (socket.destroyed) return 0;
      libc.setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, one, one.length);
      return Math.max(0, libc.recv(fd, buffer, buffer.length, MSG_DONTWAIT));
    },
    write: (octets) => {
      // What the stream still holds goes first.
      if (socket.destroyed || socket.writableLength > 0) return 0;
      return Math.max(0, libc.send(fd, octets, octets.length, MSG_DONTWAIT | MSG_NOSIGNAL));
    },
  };
}
