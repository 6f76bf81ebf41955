import { toHex } from "#card/bytes/bytes.js";
import type { Clock } from "#card/ports/clock.js";
import type { SimulatedCard } from "../card/index.js";
import { CardPulled, FaultyCard } from "../faults/index.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import { PowerLoss } from "../nvm/power-loss.js";
import type { CardPersonalisation } from "../people/index.js";
import { type RemovalReason, TracedCard, type TraceLog } from "../trace/index.js";
import { deskErrors } from "./errors.js";
import type { ReaderPlace } from "./reader-places.js";
import type { CardView } from "./schemas.js";

/** Snapshots of one card that may be kept: each is as large as its memory. */
const MOST_SNAPSHOTS = 64;

/** What a card of a desk stands in. */
export interface DeskSurroundings {
  readonly log: TraceLog;
  readonly clock: Clock;
  /** Another card of the desk, for a fault that swaps. */
  readonly cardNamed: (name: string) => DeskCard | undefined;
  /** Which card of the desk this is. */
  readonly nameOf: (card: VirtualCard) => string | undefined;
}

/** One card of a desk: the card itself, the faults in front of it, and in front of these the trace, which sees what a reader sees. */
export class DeskCard {
  readonly name: string;
  readonly simulated: SimulatedCard;
  readonly person: CardPersonalisation;
  readonly stateFile: string | undefined;
  readonly faulty: FaultyCard;
  readonly traced: TracedCard;
  contactless = false;
  /** The reader that it lies in. */
  reader: string | undefined;
  place: ReaderPlace | undefined;
  readonly #snapshots = new Map<string, Uint8Array>();
  readonly #nameOf: DeskSurroundings["nameOf"];

  constructor(
    name: string,
    parts: { readonly simulated: SimulatedCard; person: CardPersonalisation; stateFile: string | undefined },
    { log, clock, cardNamed, nameOf }: DeskSurroundings,
    tracing: boolean,
  ) {
    this.name = name;
    this.simulated = parts.simulated;
    this.person = parts.person;
    this.stateFile = parts.stateFile;
    this.#nameOf = nameOf;
    this.faulty = new FaultyCard(parts.simulated, {
      cards: (other) => {
        const found = cardNamed(other);
        // A card cannot lie in two readers, nor take its own place.
        return found === undefined || found === this || found.reader !== undefined ? undefined : found.simulated;
      },
    });
    this.traced = new TracedCard(
      this.faulty,
      {
        card: () => this.standIn ?? name,
        clock,
        append: (entry) => log.append(entry),
        strikes: () => this.faulty.strikes,
      },
      tracing,
    );
  }

  /** The card that a fault has put in this one's place. */
  get standIn(): string | undefined {
    return this.faulty.card === this.simulated ? undefined : this.#nameOf(this.faulty.card);
  }

  snapshot(name: string): void {
    if (!this.#snapshots.has(name) && this.#snapshots.size >= MOST_SNAPSHOTS) {
      throw deskErrors.error("too-many", { card: this.name, snapshots: MOST_SNAPSHOTS });
    }
    this.#snapshots.set(name, this.simulated.snapshot());
  }

  /** The memory that was kept under this name. Throws `desk.unknown-snapshot`. */
  kept(name: string): Uint8Array {
    const image = this.#snapshots.get(name);
    if (image === undefined) throw deskErrors.error("unknown-snapshot", { card: this.name, snapshot: name });
    return image;
  }

  view(): CardView {
    return {
      name: this.name,
      profile: this.simulated.profile.name,
      person: this.person.resident.id,
      atr: toHex(this.simulated.atr),
      contactless: this.contactless,
      reader: this.reader ?? null,
      ...(this.place?.state === "waiting" ? { waiting: true } : {}),
      ...(this.standIn === undefined ? {} : { standIn: this.standIn }),
      tracing: this.traced.on,
      snapshots: [...this.#snapshots.keys()],
      faults: this.faulty.faults().filter(({ spent }) => !spent).length,
      ...(this.stateFile === undefined ? {} : { stateFile: this.stateFile }),
    };
  }
}

/** Why a card left its reader, from what it threw there. */
export function reasonOf(error: unknown): RemovalReason {
  if (error === undefined) return "removed";
  if (error instanceof CardPulled) return "pulled";
  return error instanceof PowerLoss ? "power-lost" : "defect";
}
