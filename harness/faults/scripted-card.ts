import { fromHex } from "#card/bytes/bytes.js";
import { commandKind } from "#card/iso7816/command-names.js";
import { CardPulled } from "#simulator/faults/faulty-card.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import type { Recorder } from "../evidence/recorder.js";
import type { Fault } from "../scenario/expectations.js";

/** Stands for every command in a fault: the n-th APDU, whatever it is. */
export const ANY_COMMAND = "*";

interface Armed {
  readonly fault: Fault;
  seen: number;
}

/**
 * A virtual card that a scenario watches and disturbs: every exchange is captured at the card's contacts, the same place on every target,
 * and at most one fault of the scenario strikes between the link and the card. The card itself knows nothing of it.
 */
export class ScriptedCard implements VirtualCard {
  readonly name: string;
  readonly #card: VirtualCard;
  readonly #recorder: Recorder;
  readonly #killDaemon: () => void;
  #armed: Armed | undefined;

  constructor(name: string, card: VirtualCard, recorder: Recorder, killDaemon: () => void = () => {}) {
    this.name = name;
    this.#card = card;
    this.#recorder = recorder;
    this.#killDaemon = killDaemon;
  }

  get atr(): Uint8Array {
    return this.#card.atr;
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

  /** Lays a fault in front of the card; `undefined` takes it away. */
  arm(fault: Fault | undefined): void {
    this.#armed = fault === undefined ? undefined : { fault, seen: 0 };
  }

  /** True while a fault is armed that has not struck: a scenario whose fault never came must not pass. */
  get waiting(): boolean {
    return this.#armed !== undefined;
  }

  transmit(command: Uint8Array): Uint8Array {
    const fault = this.#strike(command);
    if (fault?.kind === "answer") {
      const response = fromHex(fault.sw);
      this.#recorder.apdu(this.name, command, response, true);
      return response;
    }
    if (fault?.kind === "pull-card") {
      if (fault.when === "after") this.#card.transmit(command);
      this.#recorder.apdu(this.name, command, undefined, true);
      throw new CardPulled();
    }
    if (fault?.kind === "kill-daemon") this.#killDaemon();
    const response = this.#card.transmit(command);
    this.#recorder.apdu(this.name, command, response, fault !== undefined);
    return response;
  }

  #strike(command: Uint8Array): Fault | undefined {
    const armed = this.#armed;
    if (armed === undefined) return undefined;
    const { name } = commandKind(command[0] ?? 0, command[1] ?? 0, command[2] ?? 0);
    if (armed.fault.command !== ANY_COMMAND && name !== armed.fault.command) return undefined;
    armed.seen++;
    if (armed.seen < armed.fault.occurrence) return undefined;
    this.#armed = undefined;
    return armed.fault;
  }
}
