import { toHex } from "#card/bytes/bytes.js";
import { commandKind } from "#card/iso7816/command-names.js";
import type { Clock } from "#card/ports/clock.js";
import type { HeldCard, ReaderBackend } from "#card/reader/reader-port.js";
import type { FailurePort } from "../audit/audit-port.js";
import { currentCall } from "../audit/call-context.js";

/** Exchanges that are kept of one hold: a load to the last octet of a card, and what mends it, are fewer. */
const KEPT = 256;
/** Status words by which a card says that it failed, not that something may not be: ISO/IEC 7816-4, table 6. */
const FAILING = new Set([0x64, 0x65, 0x66, 0x6f]);

/** One exchange as the failure log has it: header and sizes, never a data field (R-LOG-08, R-LOG-06). */
interface Exchange {
  readonly step: number;
  /** CLA INS P1 P2. */
  readonly header: string;
  /** Octets; of a command that carries a PIN nothing, for unpadded it is the PIN's length. */
  readonly sent: number | "[secret]";
  readonly received: number;
  /** Status word; `none` where the card did not answer. */
  readonly sw: string;
  readonly ms: number;
}

function sizeOf(command: Uint8Array): Exchange["sent"] {
  const [cla = 0, ins = 0, p1 = 0] = command;
  return command.length > 4 && commandKind(cla, ins, p1).secret === "reference" ? "[secret]" : command.length;
}

/** The last exchanges of one hold of a card. */
class Trace {
  readonly #clock: Clock;
  readonly #kept: Exchange[] = [];
  #steps = 0;
  /** The card itself said that it failed, or did not answer. */
  failed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get steps(): number {
    return this.#steps;
  }

  get exchanges(): readonly Exchange[] {
    return this.#kept;
  }

  over(card: HeldCard): HeldCard {
    const { atr, insertion } = card;
    return { atr, insertion, transmit: (command) => this.#transmit(card, command) };
  }

  async #transmit(card: HeldCard, command: Uint8Array): Promise<Uint8Array> {
    const begun = this.#clock.now();
    const note = (sw: string, received: number) => {
      const header = toHex(command.subarray(0, 4));
      const ms = this.#clock.now() - begun;
      this.#kept.push({ step: ++this.#steps, header, sent: sizeOf(command), received, sw, ms });
      if (this.#kept.length > KEPT) this.#kept.shift();
    };
    try {
      const response = await card.transmit(command);
      note(toHex(response.subarray(-2)), response.length);
      if (FAILING.has(response.at(-2) ?? 0)) this.failed = true;
      return response;
    } catch (error) {
      note("none", 0);
      this.failed = true;
      throw error;
    }
  }
}

/**
 * Readers whose holds leave their last exchanges in the failure log when they end in an error, or when the card said that it failed:
 * enough to find the fault from that log alone (R-LOG-08). A refusal before the first command leaves nothing.
 */
export function tracedReaders(
  readers: ReaderBackend,
  { failures, clock }: { readonly failures: FailurePort; readonly clock: Clock },
): ReaderBackend {
  const tell = (readerId: string, trace: Trace, call: string | undefined) => {
    const joined = call === undefined ? {} : { correlationId: call };
    for (const exchange of trace.exchanges) {
      failures.info("card.apdu", { reader: readerId, of: trace.steps, ...exchange, ...joined });
    }
  };
  return {
    kind: readers.kind,
    get service() {
      return readers.service;
    },
    start: () => readers.start(),
    stop: () => readers.stop(),
    readers: () => readers.readers(),
    subscribe: (listener) => readers.subscribe(listener),
    withCard: async (readerId, options, use) => {
      const call = currentCall();
      const trace = new Trace(clock);
      try {
        const result = await readers.withCard(readerId, options, (card) => use(trace.over(card)));
        if (trace.failed) tell(readerId, trace, call);
        return result;
      } catch (error) {
        if (trace.steps > 0) tell(readerId, trace, call);
        throw error;
      }
    },
  };
}
