import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CardUse, HeldCard, ReaderBackend } from "#card/reader/reader-port.js";
import { errorWordedFor } from "#card/region/area-name.js";
import type { CardDriver, CardIdentity } from "#card/region/card-driver.js";
import { cardErrors } from "#card/region/card-errors.js";
import { chooseDriver } from "#card/region/dialects/choose.js";
import type { DaemonPorts } from "../main/ports.js";

/** A card that is held, with the driver for its dialect and who it is. Valid for the length of one `withKnownCard`. */
export interface KnownCard {
  readonly link: HeldCard;
  readonly driver: CardDriver;
  readonly identity: CardIdentity;
}

/** Time that a card may take for one operation, all its answers together: a full load takes a slow one a few seconds. */
export const OPERATION_BUDGET_MS = 30_000;

/** The insertion that a call means which names none: the card that is there when it is made, and no other that follows while it waits. */
function cardThere(readers: ReaderBackend, readerId: string): CardUse {
  const reader = readers.readers().find(({ id }) => id === readerId);
  return reader?.card === "present" ? { insertion: reader.insertion } : {};
}

/** An octet or none at all is no answer that a card gives: what reaches the caller is a code of the card, not of its encoding. */
function noCardsAnswer(error: unknown): unknown {
  if (!isMadoguchiError(error, "apdu.response-too-short")) return error;
  return cardErrors.error("not-authentic", { ...error.details, reason: error.code }, { cause: error });
}

/**
 * Holds the card in a reader, finds its driver and its identity, and runs `use` with them. Reads only.
 * Throws `reader.*` (`too-slow` for a card that keeps the operation waiting longer than `OPERATION_BUDGET_MS`), `card.unsupported` for a
 * card that no dialect of ours fits.
 */
export function withKnownCard<T>(
  ports: Pick<DaemonPorts, "readers" | "random" | "dialects">,
  readerId: string,
  options: CardUse,
  use: (card: KnownCard) => Promise<T>,
): Promise<T> {
  const meant = { budgetMs: OPERATION_BUDGET_MS, ...cardThere(ports.readers, readerId), ...options };
  return ports.readers.withCard(readerId, meant, async (link) => {
    try {
      const driver = await chooseDriver(link.atr, link, ports.random, ports.dialects);
      const identity = await driver.identify(link);
      try {
        return await use({ link, driver, identity });
      } catch (error) {
        throw errorWordedFor(identity.kind, error);
      }
    } catch (error) {
      throw noCardsAnswer(error);
    }
  });
}
