import { connect } from "node:net";
import type { Clock } from "#card/ports/clock.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { answer } from "./card-server.js";
import { FrameDecoder, MAX_MESSAGE } from "./framing.js";
import { type QuickSocket, quickSocket } from "./quick-ack.js";

export interface Connection {
  readonly host: string;
  readonly port: number;
  /** Lets the time pass that the card takes. */
  readonly clock: Clock;
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
    let quick: QuickSocket | undefined;

    const send = (frame: Uint8Array | undefined) => {
      if (frame === undefined || socket.destroyed) return;
      const sent = quick?.write(frame) ?? 0;
      if (sent < frame.length) socket.write(frame.subarray(sent));
    };
    const onMessage = (message: Uint8Array) => {
      if (socket.destroyed) return;
      try {
        const frame = answer(card, message);
        const { tookMs = 0 } = card;
        // vpcd asks one thing at a time: nothing but the end of the connection comes between a command and its late answer.
        if (tookMs === 0 || message.length === 1) return send(frame);
        to.clock.sleep(tookMs, to.signal).then(
          () => send(frame),
          () => {},
        );
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
          // Only then does vpcd wait for the acknowledgement; a whole message is acknowledged by its answer. On loopback the
          // body is there as soon as the acknowledgement is out: read in this turn, it saves one of the event loop's.
          for (let more = decoder.incomplete; more; ) {
            const read = quick?.acknowledgeAndRead(buffer) ?? 0;
            if (read > 0) decoder.push(buffer.subarray(0, read), onMessage);
            more = read > 0 && decoder.incomplete;
          }
          return true;
        },
      },
    });
    const abort = () => socket.destroy();
    to.signal.addEventListener("abort", abort, { once: true });
    socket.once("connect", async () => {
      onConnected();
      quick = await quickSocket(socket);
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
