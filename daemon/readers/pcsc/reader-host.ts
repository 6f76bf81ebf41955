import type { HostMessage, HostRequest } from "./host-protocol.js";
import { pcscFailure } from "./pcsc-failures.js";
import { listReaders, type OpenPcsc, type PcscMonitor, type PcscReader } from "./pcsclite.js";
import { ReaderWatch } from "./reader-watch.js";

/** 65,536 data octets of an extended APDU and the status word; pcscd refuses a buffer of more than 65,548. */
const RESPONSE_ROOM = 65_538;

interface Attached {
  readonly reader: PcscReader;
  readonly watch: ReaderWatch;
  /** The first state of the reader is known. */
  told: boolean;
  /** The protocol of the connection, as PC/SC chose it. */
  protocol: number;
}

/** The host's work: watches readers and cards, and carries out the daemon's calls. Ends with `lost`: a new process begins anew. */
export class ReaderHost {
  readonly #send: (message: HostMessage) => void;
  readonly #attached = new Map<string, Attached>();
  #monitor: PcscMonitor | undefined;
  /** Readers of the first listing; undefined before it came and after `ready`. */
  #awaited: ReadonlySet<string> | undefined;

  constructor(send: (message: HostMessage) => void) {
    this.#send = send;
  }

  start(open: OpenPcsc): void {
    try {
      this.#monitor = open();
    } catch (error) {
      this.#lose(error);
      return;
    }
    this.#monitor.on("error", (error) => this.#lose(error));
    this.#monitor.on("reader", (reader) => this.#attach(reader));
    // The monitor tells the readers that are there, but not when it has told them all: a listing of our own says it.
    this.#list((names) => {
      this.#awaited = new Set(names);
      this.#readyWhenTold();
    });
  }

  handle(request: HostRequest): void {
    const { id } = request;
    if (request.call === "list") {
      this.#list((readers) => this.#send({ type: "done", id, readers }));
      return;
    }
    const attached = this.#attached.get(request.reader);
    const answer = (error: Error | null | undefined, response?: Buffer) => {
      if (error) this.#send({ type: "failed", id, text: error.message });
      else
        this.#send(
          response === undefined ? { type: "done", id } : { type: "done", id, response: response.toString("hex") },
        );
    };
    if (attached === undefined) {
      answer(request.call === "release" ? null : new Error("no such reader (0x80100009)"));
      return;
    }
    const { reader } = attached;
    if (request.call === "connect") {
      const protocol = reader.SCARD_PROTOCOL_T0 | reader.SCARD_PROTOCOL_T1;
      reader.connect({ share_mode: reader.SCARD_SHARE_EXCLUSIVE, protocol }, (error, active) => {
        attached.protocol = active;
        answer(error);
      });
    } else if (request.call === "transmit") {
      const command = Buffer.from(request.command, "hex");
      reader.transmit(command, RESPONSE_ROOM, attached.protocol, answer);
    } else {
      reader.disconnect(reader.SCARD_RESET_CARD, () => {
        // After a failure pcsclite would take the lost connection for a live one when it connects again.
        reader.connected = false;
        answer(null);
      });
    }
  }

  #attach(reader: PcscReader): void {
    const { name } = reader;
    const attached: Attached = { reader, watch: new ReaderWatch(), told: false, protocol: 0 };
    this.#attached.set(name, attached);
    this.#send({ type: "attached", reader: name });
    reader.on("status", ({ state, atr }) => {
      for (const step of attached.watch.next(state, atr)) {
        if (step.change === "removed") this.#send({ type: "removed", reader: name });
        else
          this.#send({
            type: "inserted",
            reader: name,
            count: step.count,
            ...(step.atr && { atr: step.atr.toString("hex") }),
          });
      }
      attached.told = true;
      this.#readyWhenTold();
    });
    reader.on("error", (error) => {
      // A reader that was unplugged ends by itself.
      if (pcscFailure(error.message) !== "unknown") this.#lose(error);
    });
    reader.on("end", () => {
      if (this.#attached.get(name) !== attached) return;
      this.#attached.delete(name);
      this.#send({ type: "detached", reader: name });
    });
  }

  #readyWhenTold(): void {
    if (this.#awaited === undefined) return;
    for (const name of this.#awaited) if (this.#attached.get(name)?.told !== true) return;
    this.#awaited = undefined;
    this.#send({ type: "ready" });
  }

  #list(listed: (names: readonly string[]) => void): void {
    listReaders(this.#monitor!, (error, names) => (error ? this.#lose(error) : listed(names)));
  }

  #lose(error: unknown): void {
    this.#send({ type: "lost", reason: error instanceof Error ? error.message : String(error) });
  }
}
