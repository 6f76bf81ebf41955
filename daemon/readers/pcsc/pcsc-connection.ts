import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Clock } from "#card/ports/clock.js";
import { type ReaderInfo, readerErrors } from "#card/reader/reader-port.js";
import type { CardConnection, ReaderSlots } from "#card/reader/reader-slots.js";
import type { HostAnswer, HostProcess } from "./host-process.js";
import { pcscFailure } from "./pcsc-failures.js";

/** pcscd looks at a reader every 0.4 s: by then a pulled card has been seen. */
const REMOVAL_SEEN_WITHIN_MS = 1_500;
/** Letting a card go means a reset, which takes a real card up to a second. */
const RELEASE_DEADLINE_MS = 10_000;

export interface Surroundings {
  readonly clock: Clock;
  readonly slots: ReaderSlots;
  /** The card in this reader hangs in a call that nothing can end but the end of the host. */
  hung(reader: ReaderInfo, reason: string): void;
}

/** One exclusive connection to a card through the reader host. */
export class PcscConnection implements CardConnection {
  readonly #host: HostProcess;
  readonly #reader: ReaderInfo;
  readonly #around: Surroundings;

  private constructor(host: HostProcess, reader: ReaderInfo, around: Surroundings) {
    this.#host = host;
    this.#reader = reader;
    this.#around = around;
  }

  static async open(
    host: HostProcess,
    reader: ReaderInfo,
    deadlineMs: number,
    around: Surroundings,
  ): Promise<PcscConnection> {
    const connection = new PcscConnection(host, reader, around);
    const answer = await host.call({ call: "connect", reader: reader.name }, deadlineMs);
    if (answer.outcome !== "done") throw await connection.#failure(answer, deadlineMs);
    return connection;
  }

  async transmit(command: Uint8Array, deadlineMs: number): Promise<Uint8Array> {
    const answer = await this.#host.call(
      { call: "transmit", reader: this.#reader.name, command: hexOf(command) },
      deadlineMs,
    );
    if (answer.outcome !== "done") throw await this.#failure(answer, deadlineMs);
    const { response } = answer;
    if (response !== undefined && response.length >= 4) return Buffer.from(response, "hex");
    // Some drivers report success when the card leaves in the middle of a command, with less than a status word.
    throw await this.#unclear("no status word");
  }

  async release(): Promise<void> {
    const answer = await this.#host.call({ call: "release", reader: this.#reader.name }, RELEASE_DEADLINE_MS);
    if (answer.outcome === "late") this.#around.hung(this.#reader, "a card could not be released");
  }

  async #failure(answer: HostAnswer, deadlineMs: number): Promise<MadoguchiError> {
    const reader = this.#reader.id;
    if (answer.outcome === "late") {
      const error = readerErrors.error("deadline", { reader, deadlineMs });
      // Before the service goes down, so that this call has its own reason and not that of all others.
      this.#around.slots.fail(reader, error);
      this.#around.hung(this.#reader, "a card did not answer in time");
      return error;
    }
    if (answer.outcome !== "failed") {
      return readerErrors.error("service-down", { reason: this.#around.slots.downReason });
    }
    const failure = pcscFailure(answer.text);
    if (failure === "unclear") return this.#unclear(answer.text);
    return readerErrors.error(failure, { reader, pcsc: answer.text });
  }

  async #unclear(pcsc: string): Promise<MadoguchiError> {
    const code = (await this.#removed()) ? "card-removed" : "mute-card";
    return readerErrors.error(code, { reader: this.#reader.id, pcsc });
  }

  /** True when the card leaves the reader within the time in which PC/SC notices it. */
  async #removed(): Promise<boolean> {
    const { clock, slots } = this.#around;
    const { id, insertion } = this.#reader;
    const out = () => {
      const now = slots.readers().find((reader) => reader.id === id);
      return now === undefined || now.card === "empty" || now.insertion !== insertion;
    };
    if (out()) return true;
    const seen = new AbortController();
    const unsubscribe = slots.subscribe(() => {
      if (out()) seen.abort();
    });
    await clock.sleep(REMOVAL_SEEN_WITHIN_MS, seen.signal).catch(() => {});
    unsubscribe();
    return out();
  }
}

function hexOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("hex");
}
