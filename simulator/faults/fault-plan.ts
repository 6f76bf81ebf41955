import type { Fault } from "./fault.js";
import { SelectionWatch, Trigger } from "./trigger.js";

/** A fault that is armed on a card, and what became of it. */
export interface ArmedFault {
  /** Given when it was armed, from 1. */
  readonly id: number;
  readonly fault: Fault;
  /** Exchanges (or resets) that fitted its trigger so far. */
  readonly seen: number;
  /** How often it struck. */
  readonly struck: number;
  /** True when it will strike no more. */
  readonly spent: boolean;
}

/** Those that have not struck: a test that armed them has not shown what it meant to show. */
export function neverStruck(faults: readonly ArmedFault[]): readonly ArmedFault[] {
  return faults.filter(({ struck }) => struck === 0);
}

interface Entry {
  readonly id: number;
  readonly fault: Fault;
  readonly trigger: Trigger;
}

/** `tear-at-write` strikes once, at no command. */
const ANYWHERE = { command: "*", nth: 1, times: 1 } as const;
const NO_COMMAND = new Uint8Array(0);

/** The faults that are armed on one card, in order: the n-th of several at one APDU works on what the one before it left. */
export class FaultPlan {
  readonly watch = new SelectionWatch();
  #entries: Entry[] = [];
  #lastId = 0;
  #strikes = 0;

  /** Arms a fault; gives its id. */
  add(fault: Fault): number {
    const fields = fault.kind === "tear-at-write" ? ANYWHERE : { ...ANYWHERE, ...fault };
    this.#entries.push({ id: ++this.#lastId, fault, trigger: new Trigger(fields) });
    return this.#lastId;
  }

  /** Every fault that was armed and not cleared, those that are spent too. */
  list(): readonly ArmedFault[] {
    return this.#entries.map(({ id, fault, trigger: { seen, struck, spent } }) => ({ id, fault, seen, struck, spent }));
  }

  /** Takes one fault away, or all; false when there is no such fault. */
  clear(id?: number): boolean {
    const { length } = this.#entries;
    this.#entries = id === undefined ? [] : this.#entries.filter((entry) => entry.id !== id);
    return id === undefined || this.#entries.length < length;
  }

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  /** How often any fault struck since the card was made: tells a trace which exchange was disturbed. */
  get strikes(): number {
    return this.#strikes;
  }

  /** Counts one exchange for the faults that `counts` lets through; gives those that strike at it. */
  strike(counts: (fault: Fault) => boolean, command: Uint8Array = NO_COMMAND): readonly Fault[] {
    const struck = this.#entries.filter(
      ({ fault, trigger }) => counts(fault) && trigger.strikes(command, this.watch.selected),
    );
    this.#strikes += struck.length;
    return struck.map(({ fault }) => fault);
  }
}
