import { connect } from "node:net";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { answer, type LinkEvent } from "./card-server.js";
import { FrameDecoder, MAX_MESSAGE } from "./framing.js";
import { type QuickAck, quickAckFor } from "./quick-ack.js";

export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly trace: ((event: LinkEvent) => void) | undefined;
  /** Ends the connection. */
  readonly signal: AbortSignal;
}

/** Why a connection ended. `closed`: by vpcd, by the network, by the signal, or there never was one. */
export type ConnectionEnd = { readonly type: "closed" } | { readonly type: "card-stopped"; readonly error: unknown };

/**
 * Connects to vpcd and serves the card there until the connection ends; `onConnected` is called when there is one.
 * Never rejects: a vpcd that is not there is an ended connection.
 */
export function serve(card: VirtualCard, to: Connection, onConnected: () => void): Promise<ConnectionEnd> {
  return new Promise((resolve) => {
    if (to.signal.aborted) return resolve({ type: "closed" });
    const decoder = new FrameDecoder();
    let end: ConnectionEnd = { type: "closed" };
    let quickAck: QuickAck | undefined;

    const onMessage = (message: Uint8Array) => {
      if (socket.destroyed) return;
      try {
        const frame = answer(card, message, to.trace);
        if (frame !== undefined) socket.write(frame);
      } catch (error) {
        end = { type: "card-stopped", error };
        socket.destroy();
      }
    };
    const socket = connect({
      host: to.host,
      port: to.port,
      noDelay: true,
      // One buffer for all reads: the decoder copies what it has to keep.
      onread: {
        buffer: new Uint8Array(2 + MAX_MESSAGE),
        callback: (size, buffer) => {
          decoder.push(buffer.subarray(0, size), onMessage);
          // Only then does vpcd wait for the acknowledgement; a whole message is acknowledged by its answer.
          if (decoder.incomplete) quickAck?.();
          return true;
        },
      },
    });
    const abort = () => socket.destroy();
    to.signal.addEventListener("abort", abort, { once: true });
    socket.once("connect", async () => {
      onConnected();
      quickAck = await quickAckFor(socket);
    });
    // `close` always follows and tells all that matters here.
    socket.on("error", () => {});
    socket.once("end", () => socket.destroy());
    socket.once("close", () => {
      to.signal.removeEventListener("abort", abort);
      resolve(end);
    });
  });
}
