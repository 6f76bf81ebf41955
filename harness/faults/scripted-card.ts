import { FaultyCard, type FaultyCardOptions, Trigger } from "#simulator/faults/index.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import type { Recorder } from "../evidence/recorder.js";
import { fault, type ScenarioFaultInput } from "../scenario/expectations.js";

export interface ScriptedCardOptions extends FaultyCardOptions {
  readonly killDaemon?: () => void;
}

const NO_APPLICATION = new Uint8Array(0);

/**
 * A virtual card that a scenario watches and disturbs: every exchange is captured at the card's contacts, the same place on every target,
 * and the scenario's fault strikes between the link and the card. The card itself knows nothing of it.
 */
export class ScriptedCard implements VirtualCard {
  readonly name: string;
  readonly #card: FaultyCard;
  readonly #recorder: Recorder;
  readonly #killDaemon: () => void;
  #kill: Trigger | undefined;

  constructor(name: string, card: VirtualCard, recorder: Recorder, options: ScriptedCardOptions = {}) {
    this.name = name;
    this.#card = new FaultyCard(card, options);
    this.#recorder = recorder;
    this.#killDaemon = options.killDaemon ?? (() => {});
  }

  get atr(): Uint8Array {
    return this.#card.atr;
  }

  get tookMs(): number {
    return this.#card.tookMs;
  }

  powerOn(): Uint8Array {
    return this.#card.powerOn();
  }

  powerOff(): void {
    this.#card.powerOff();
  }

  reset(): Uint8Array {
    return this.#card.reset();
  }

  /** This card as a person takes it in hand: itself again, whatever was put in its place in the reader. */
  asIssued(): this {
    this.#card.swapBack();
    return this;
  }

  /** Lays a fault in front of the card; `undefined` takes it away. Throws what `FaultyCard.arm` throws. */
  arm(input: ScenarioFaultInput | undefined): void {
    this.#card.clear();
    this.#kill = undefined;
    if (input === undefined) return;
    const checked = fault.parse(input);
    if (checked.kind === "kill-daemon") this.#kill = new Trigger(checked);
    else this.#card.arm(checked);
  }

  /** True while a fault is armed that has not struck: a scenario whose fault never came must not pass. */
  get waiting(): boolean {
    return this.#kill?.struck === 0 || this.#card.faults().some(({ struck }) => struck === 0);
  }

  transmit(command: Uint8Array): Uint8Array {
    const killed = this.#kill?.strikes(command, NO_APPLICATION) === true;
    if (killed) this.#killDaemon();
    const { strikes } = this.#card;
    let response: Uint8Array | undefined;
    try {
      response = this.#card.transmit(command);
      return response;
    } finally {
      const answered = response === undefined || response.length === 0 ? undefined : response;
      this.#recorder.apdu(this.name, command, answered, killed || this.#card.strikes > strikes);
    }
  }
}
