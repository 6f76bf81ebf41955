import type { Clock } from "../ports/clock.js";
import type { Exchange } from "./card-hold.js";
import { readerErrors } from "./reader-port.js";

/**
 * A card that stays within its deadline with each answer can still keep a counter waiting without end: its answers together have a
 * bound. An answer under way is waited for, since nobody can tell what the card did with a command that is given up. Gives the exchange
 * that fails with `reader.too-slow` once the bound is passed.
 */
export function withinBudget(exchange: Exchange, budgetMs: number, clock: Clock, reader: string): Exchange {
  let spentMs = 0;
  return async (command) => {
    if (spentMs >= budgetMs) throw readerErrors.error("too-slow", { reader, budgetMs });
    const began = clock.now();
    try {
      return await exchange(command);
    } finally {
      // A clock that was set back gives the card no time.
      spentMs += Math.max(0, clock.now() - began);
    }
  };
}
