/**
 * What passes between the daemon and its reader host, declared once. Events travel on Node's IPC channel; calls and their
 * answers, on which every APDU waits, on a pipe of their own as lines of JSON: that is quicker (docs/bench.md). Octets
 * travel as hexadecimal digits. The host is crash-only: what it cannot mend it reports as `lost`, and ends.
 */

/** The host's file descriptor of the pipe for calls. */
export const CALLS_FD = 4;

/** One reader's name is its address on this wire: PC/SC keeps names unique. */
export type HostCall =
  /** Connects exclusively to the card in the reader and powers it. */
  | { readonly call: "connect"; readonly reader: string }
  | { readonly call: "transmit"; readonly reader: string; readonly command: string }
  /** Resets the card and disconnects. Succeeds always: a card that is gone is released. */
  | { readonly call: "release"; readonly reader: string }
  /** Asks the service itself for its readers: finds what a missed event hid, and shows that host and service are alive. */
  | { readonly call: "list" };

export type HostRequest = HostCall & { readonly id: number };

export type HostMessage =
  /** The service answers; every reader and its card have been reported before. */
  | { readonly type: "ready" }
  | { readonly type: "attached"; readonly reader: string }
  | { readonly type: "detached"; readonly reader: string }
  /** Each message with a card is one insertion; without an ATR the card is mute. `count` is PC/SC's own, which outlives this host. */
  | { readonly type: "inserted"; readonly reader: string; readonly count: number; readonly atr?: string }
  | { readonly type: "removed"; readonly reader: string }
  | { readonly type: "done"; readonly id: number; readonly response?: string; readonly readers?: readonly string[] }
  /** `text` is what the PC/SC library said; `pcscFailure` reads it. */
  | { readonly type: "failed"; readonly id: number; readonly text: string }
  /** Nothing more can be done with the service; the host ends after this. */
  | { readonly type: "lost"; readonly reason: string };

/** Readers that PC/SC can have at most. */
export const MAX_READERS = 16;

/**
 * Threads of the host's pool: a call that blocks keeps one, and each reader may have one call under way and one that
 * another program's lock has left behind.
 */
export const HOST_THREADS = 2 * MAX_READERS;
