import { fromHex } from "#card/bytes/bytes.js";
import { type Clock, systemClock } from "#card/ports/clock.js";
import {
  type CardUse,
  type HeldCard,
  type ReaderBackend,
  type ReaderEvent,
  type ReaderInfo,
  type ReaderServiceState,
  readerErrors,
} from "#card/reader/reader-port.js";
import { type CardConnection, ReaderSlots } from "#card/reader/reader-slots.js";
import { HostProcess } from "./host-process.js";
import type { HostMessage } from "./host-protocol.js";
import { PcscConnection } from "./pcsc-connection.js";

export interface PcscReadersOptions {
  readonly clock?: Clock;
  /** Time that one APDU may take when the caller names none, in milliseconds; 10,000 when absent. */
  readonly deadlineMs?: number;
  /** Variables for the reader host, e.g. PCSCLITE_CSOCK_NAME for a PC/SC service elsewhere. */
  readonly environment?: Readonly<Record<string, string>>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Starting a process and asking the service takes a second on a slow machine; a service that hangs takes for ever. */
const START_DEADLINE_MS = 15_000;
const LIST_EVERY_MS = 10_000;
const LIST_DEADLINE_MS = 5_000;

/** The readers of the PC/SC service, behind a reader host that is watched, killed when it hangs, and started again. */
export class PcscReaders implements ReaderBackend {
  readonly kind = "pcsc";
  readonly #clock: Clock;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #slots: ReaderSlots;
  /** Reader names by id and back: a name has the same id as long as this object lives. */
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();
  /** PC/SC's count of the insertion that was last seen in a reader, by the reader's name. */
  readonly #counts = new Map<string, number>();
  /**
   * Insertions that hung, by reader name. The next host would hang in them as well, and with it every other reader:
   * so such a card is shown as mute until it is taken out.
   */
  readonly #hung = new Map<string, number>();
  #host: HostProcess | undefined;
  #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: PcscReadersOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#environment = options.environment ?? {};
    this.#slots = new ReaderSlots(
      (reader, deadline) => this.#connect(reader, deadline),
      options.deadlineMs ?? 10_000,
      this.#clock,
    );
  }

  get service(): ReaderServiceState {
    return this.#slots.service;
  }

  /** Why the service is down, in English; undefined while it is up. */
  get downReason(): string | undefined {
    return this.#slots.downReason;
  }

  /** Process id of the reader host, while there is one. */
  get hostPid(): number | undefined {
    return this.#host?.pid;
  }

  start(): Promise<void> {
    if (this.#running !== undefined) return Promise.resolve();
    this.#stopping = new AbortController();
    return new Promise((known) => {
      this.#running = this.#supervise(known);
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#slots.down("stopped");
    await this.#host?.kill();
    await this.#running;
    this.#running = undefined;
  }

  readers(): readonly ReaderInfo[] {
    return this.#slots.readers();
  }

  subscribe(listener: (event: ReaderEvent) => void): () => void {
    return this.#slots.subscribe(listener);
  }

  withCard<T>(readerId: string, options: CardUse, use: (card: HeldCard) => Promise<T>): Promise<T> {
    return this.#slots.withCard(readerId, options, use);
  }

  /** One host after another until `stop`. A host that worked for long is replaced soon, one that keeps failing ever later. */
  async #supervise(known: () => void): Promise<void> {
    const { signal } = this.#stopping;
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const { reason, workedMs } = await this.#runHost(known, signal);
      // A hold that gave the host up has told its own reason already.
      if (reason !== undefined || this.service === "up") this.#slots.down(reason ?? "the reader host ended");
      known();
      if (workedMs >= LONGEST_PAUSE_MS) pause = FIRST_PAUSE_MS;
      await this.#clock.sleep(pause, signal).catch(() => {});
    }
  }

  /** Runs one host to its end; gives the reason why it ended, when there is one to tell, and how long it was of use. */
  async #runHost(known: () => void, signal: AbortSignal): Promise<{ reason: string | undefined; workedMs: number }> {
    let reason: string | undefined;
    let readyAt: number | undefined;
    const early: HostMessage[] = [];
    let ready = () => {};
    const isReady = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const host = new HostProcess({
      clock: this.#clock,
      environment: this.#environment,
      onMessage: (message) => {
        if (this.#host !== host || signal.aborted) return;
        if (message.type === "lost") {
          reason = message.reason;
          // The service began anew, and with it its counts.
          this.#hung.clear();
          this.#slots.down(reason);
        } else if (message.type === "ready") {
          readyAt = this.#clock.now();
          this.#slots.up();
          for (const earlier of early) this.#follow(earlier);
          ready();
          known();
        } else if (this.service === "up") this.#follow(message);
        else early.push(message);
      },
    });
    this.#host = host;
    const life = new AbortController();
    const watch = this.#watch(host, isReady, life.signal).catch(() => undefined);
    const said = await host.ended;
    this.#host = undefined;
    life.abort();
    const workedMs = readyAt === undefined ? 0 : this.#clock.now() - readyAt;
    return { reason: reason ?? (await watch) ?? (said || undefined), workedMs };
  }

  /** Kills a host that does not start, does not answer or has lost sight of a reader; gives the reason. */
  async #watch(host: HostProcess, ready: Promise<void>, signal: AbortSignal): Promise<string> {
    const late = this.#clock.sleep(START_DEADLINE_MS, signal).then(() => "late");
    if ((await Promise.race([ready, late])) === "late") {
      await host.kill();
      return "the PC/SC service does not answer";
    }
    for (let wrong = 0; ; ) {
      await this.#clock.sleep(LIST_EVERY_MS, signal);
      // A host that is at work is watched by the deadlines of its calls, and a listing would hold those up.
      if (host.busy) continue;
      const answer = await host.call({ call: "list" }, LIST_DEADLINE_MS);
      if (answer.outcome === "late") {
        await host.kill();
        return "the PC/SC service does not answer";
      }
      const listed = new Set(answer.outcome === "done" ? answer.readers : []);
      const known = this.readers();
      const agrees = known.length === listed.size && known.every((reader) => listed.has(reader.name));
      wrong = agrees ? 0 : wrong + 1;
      if (wrong < 2) continue;
      await host.kill();
      return "the list of readers was out of date";
    }
  }

  #follow(message: HostMessage): void {
    if (message.type === "attached") this.#slots.attach(this.#idOf(message.reader), message.reader);
    else if (message.type === "detached") this.#slots.detach(this.#idOf(message.reader));
    else if (message.type === "inserted") this.#insert(message.reader, message.count, message.atr);
    else if (message.type === "removed") this.#slots.remove(this.#idOf(message.reader));
  }

  #insert(name: string, count: number, atr: string | undefined): void {
    this.#counts.set(name, count);
    if (this.#hung.get(name) !== count) this.#hung.delete(name);
    const mute = atr === undefined || this.#hung.has(name);
    this.#slots.insert(this.#idOf(name), mute ? undefined : fromHex(atr));
  }

  #idOf(name: string): string {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = `pcsc-${this.#ids.size + 1}`;
      this.#ids.set(name, id);
      this.#names.set(id, name);
    }
    return id;
  }

  async #connect(reader: ReaderInfo, deadlineMs: number): Promise<CardConnection> {
    const host = this.#host;
    if (host === undefined) throw readerErrors.error("service-down", { reason: this.downReason });
    return PcscConnection.open(host, reader, deadlineMs, {
      clock: this.#clock,
      slots: this.#slots,
      hung: ({ name }, reason) => {
        this.#hung.set(name, this.#counts.get(name) ?? 0);
        this.#slots.down(reason);
        void host.kill();
      },
    });
  }
}
