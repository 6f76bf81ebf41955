import { materialsOf } from "./materials.js";
import { type Act, OPERATIONS, type Operation, type Stage } from "./operations.js";
import { type SweepCard, seedOf } from "./sweep-card.js";
import { WriteLog } from "./write-log.js";

/** Instruction of VERIFY, in the clear under secure messaging too. */
export const VERIFY = 0x20;

/** One APDU of an act that wrote to the card. */
export interface Passage {
  /** Place among all APDUs of its act. */
  readonly index: number;
  readonly command: Uint8Array;
  readonly log: WriteLog;
  /** Octets written when each of its transactions had ended. */
  readonly commits: readonly number[];
  /** Where the twin's writes first differ from these; undefined without a twin. */
  readonly divergence?: number;
}

/** One act as it went when nothing was torn. */
export interface RecordedAct {
  readonly name: string;
  /** Seed that brings both sides' randomness back. */
  readonly seed: string;
  readonly run: () => Promise<void>;
  readonly passages: readonly Passage[];
}

/** An operation as it went when nothing was torn. */
export interface RecordedOperation {
  readonly operation: Operation;
  /** The card's memory when the first act begins. */
  readonly image: Uint8Array;
  readonly acts: readonly RecordedAct[];
  /** The card's memory when the last act has ended. */
  readonly after: Uint8Array;
}

/** Records the operations of one card, each with those that come before it. */
export class Recorder {
  readonly stage: Stage;
  readonly #seed: string;
  readonly #issued: Uint8Array;
  readonly #recorded = new Map<string, RecordedOperation>();

  constructor(on: SweepCard, seed: string) {
    this.#seed = seed;
    this.stage = { on, driver: on.driver, materials: materialsOf(seed, on) };
    this.#issued = on.image.slice();
  }

  /** An operation by its name, recorded when it is first asked for. Throws what a driver throws on a card that is not torn. */
  async operation(name: string): Promise<RecordedOperation> {
    const known = this.#recorded.get(name);
    if (known !== undefined) return known;
    const operation = OPERATIONS.find((one) => one.name === name)!;
    const start = operation.after === undefined ? this.#issued : (await this.operation(operation.after)).after;
    const { on } = this.stage;
    const seed = seedOf(this.#seed, name);
    on.begin(start, seedOf(seed, "prepare"));
    await operation.prepare?.(this.stage);
    const image = on.image.slice();
    const acts: RecordedAct[] = [];
    let at = image;
    on.begin(at, seed);
    for (const [index, act] of operation.acts(this.stage).entries()) {
      acts.push(await this.#act(act, seedOf(seed, index), at));
      at = on.image.slice();
    }
    const recorded = { operation, image, acts, after: at };
    this.#recorded.set(name, recorded);
    return recorded;
  }

  async #act({ name, run, twin }: Act, seed: string, image: Uint8Array): Promise<RecordedAct> {
    const mirrored = twin === undefined ? undefined : await this.#passages(twin, seed, image);
    const passages = await this.#passages(run, seed, image);
    return {
      name,
      seed,
      run,
      passages: passages
        .map((passage) => {
          const other = mirrored?.find(({ index }) => index === passage.index);
          return other === undefined ? passage : { ...passage, divergence: passage.log.divergence(other.log) };
        })
        // A wrong PIN for which nothing was written is looked at all the more.
        .filter(
          ({ log, command, divergence }) => log.length > 0 || (divergence !== undefined && command[1] === VERIFY),
        ),
    };
  }

  async #passages(run: () => Promise<void>, seed: string, image: Uint8Array): Promise<Passage[]> {
    const { on } = this.stage;
    const { nvm } = on.card;
    on.begin(image, seed);
    const passages: Passage[] = [];
    const exchange = (command: Uint8Array): Uint8Array => {
      const log = new WriteLog();
      const commits: number[] = [];
      nvm.onCommit = () => commits.push(log.length);
      let response: Uint8Array | undefined;
      try {
        log.record(nvm.device, () => {
          response = on.card.transmit(command);
        });
      } finally {
        nvm.onCommit = undefined;
      }
      passages.push({ index: passages.length, command: command.slice(), log, commits });
      return response!;
    };
    await on.through(exchange, run);
    return passages;
  }
}
