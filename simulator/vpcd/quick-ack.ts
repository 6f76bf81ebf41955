import type { Socket } from "node:net";

const IPPROTO_TCP = 6;
const TCP_QUICKACK = 12;

/** Tells the kernel to acknowledge now what this socket has received. */
export type QuickAck = () => void;

type SetSockOpt = (fd: number, level: number, name: number, value: Uint8Array, length: number) => number;

let setsockopt: Promise<SetSockOpt | undefined> | undefined;

async function loadSetsockopt(): Promise<SetSockOpt | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    const { default: koffi } = await import("koffi");
    const libc = koffi.load(null);
    return libc.func(
      "int setsockopt(int fd, int level, int name, const uint8_t *value, uint32_t length)",
    ) as SetSockOpt;
  } catch {
    // No prebuilt binary for this machine: the link works without it, at 44 ms an APDU.
    return undefined;
  }
}

/**
 * TCP_QUICKACK for this socket (tcp(7), Linux), or undefined where it cannot be had. vpcd writes a message's length and
 * body separately with Nagle's algorithm on, so its body waits for our acknowledgement of its length; with delayed
 * acknowledgements that is 40 ms for every APDU. The option wears off: call it after each read.
 */
export async function quickAckFor(socket: Socket): Promise<QuickAck | undefined> {
  setsockopt ??= loadSetsockopt();
  const call = await setsockopt;
  const fd = (socket as Socket & { _handle?: { fd?: number } })._handle?.fd;
  if (call === undefined || fd === undefined || fd < 0) return undefined;
  const one = new Uint8Array(new Int32Array([1]).buffer);
  return () => {
    if (!socket.destroyed) call(fd, IPPROTO_TCP, TCP_QUICKACK, one, one.length);
  };
}
