import { EventEmitter, once } from "node:events";

/**
 * Which readers hold a card, as pcscd's log tells it. A card that is there when pcscd looks for the first time is told without its reader:
 * its ATR appears, and no "Card inserted into" before it. Such a card is taken for the one that is waited for next.
 */
export class CardPresence {
  readonly #present = new Set<string>();
  /** Readers that were given a card that had no name in the log. */
  readonly #assumed = new Set<string>();
  /** As many may wait as there are readers. */
  readonly #changes = new EventEmitter().setMaxListeners(0);
  /** Insertions told with their reader, whose ATR is still to come. */
  #announced = 0;
  /** Cards told without their reader that no reader was given yet. */
  #unnamed = 0;

  /** Takes one line of the log. */
  hear(line: string): void {
    const change = /Card (inserted into|Removed From) (.+)$/.exec(line);
    if (change !== null) {
      const reader = change[2]!;
      if (change[1] === "inserted into") this.#inserted(reader);
      else this.#removed(reader);
    } else if (/Error powering up/.test(line)) this.#announced = Math.max(0, this.#announced - 1);
    else if (!line.includes("Card ATR: ")) return;
    else if (this.#announced > 0) this.#announced--;
    else this.#unnamed++;
    this.#changes.emit("change");
  }

  #inserted(reader: string): void {
    this.#announced++;
    // The nameless card was another reader's after all.
    if (this.#assumed.delete(reader)) this.#unnamed++;
    this.#present.add(reader);
  }

  #removed(reader: string): void {
    if (!this.#present.delete(reader) && this.#unnamed > 0) this.#unnamed--;
    this.#assumed.delete(reader);
  }

  /** Whether this reader is known to hold a card. */
  has(reader: string): boolean {
    return this.#present.has(reader);
  }

  /** Resolves when this reader holds a card, or none, as asked. */
  async when(reader: string, state: "present" | "absent"): Promise<void> {
    while (this.has(reader) !== (state === "present")) {
      if (state === "present" && this.#unnamed > 0) this.#assume(reader);
      else await once(this.#changes, "change");
    }
  }

  #assume(reader: string): void {
    this.#unnamed--;
    this.#assumed.add(reader);
    this.#present.add(reader);
  }

  /** pcscd starts anew and knows of no card. */
  clear(): void {
    this.#present.clear();
    this.#assumed.clear();
    this.#announced = 0;
    this.#unnamed = 0;
  }
}
