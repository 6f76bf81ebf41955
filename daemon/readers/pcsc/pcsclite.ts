import { createRequire } from "node:module";

/** The part of the package `pcsclite` 1.0.1 that the reader host uses. Its own types need the package to be installed, ours do not. */
export interface PcscMonitor {
  on(event: "reader", listener: (reader: PcscReader) => void): this;
  on(event: "error", listener: (error: Error) => void): this;
  readonly constructor: unknown;
}

export interface PcscReader {
  readonly name: string;
  connected: boolean;
  readonly SCARD_SHARE_EXCLUSIVE: number;
  readonly SCARD_PROTOCOL_T0: number;
  readonly SCARD_PROTOCOL_T1: number;
  readonly SCARD_RESET_CARD: number;
  on(event: "status", listener: (status: { readonly state: number; readonly atr?: Buffer }) => void): this;
  on(event: "error", listener: (error: Error) => void): this;
  on(event: "end", listener: () => void): this;
  connect(
    options: { readonly share_mode: number; readonly protocol: number },
    done: (error: Error | null | undefined, protocol: number) => void,
  ): void;
  disconnect(disposition: number, done: (error: Error | null | undefined) => void): void;
  transmit(
    command: Buffer,
    responseLength: number,
    protocol: number,
    done: (error: Error | null | undefined, response: Buffer) => void,
  ): void;
}

/** The native object below a monitor: a PC/SC context of its own that lists the readers, again with each change. */
interface PcscLister {
  start(listed: (error: Error | undefined, names: Buffer) => void): void;
  close(): number;
}

/** The package's own function: throws when the service does not answer. */
export type OpenPcsc = () => PcscMonitor;

/** Loads `pcsclite`, or tells why it cannot be: it is optional, and compiled where it is installed. */
export function loadPcsclite(from: string = import.meta.url): OpenPcsc | { readonly missing: string } {
  try {
    return createRequire(from)("pcsclite") as OpenPcsc;
  } catch (error) {
    const [line] = String((error as Error).message).split("\n");
    return { missing: `the package pcsclite cannot be loaded (${line})` };
  }
}

/**
 * Asks the service for the names of its readers, on a context of its own. `pcsclite` has no call for it, but a monitor's
 * native constructor does it. Blocks this process for some milliseconds.
 */
export function listReaders(monitor: PcscMonitor, listed: (error: Error | undefined, names: string[]) => void): void {
  let lister: PcscLister | undefined;
  try {
    lister = new (monitor.constructor as new () => PcscLister)();
  } catch (error) {
    listed(error as Error, []);
    return;
  }
  const current = lister;
  current.start((error, names) => {
    if (lister === undefined) return;
    lister = undefined;
    current.close();
    listed(error, error ? [] : names.toString().split("\0").filter(Boolean));
  });
}
