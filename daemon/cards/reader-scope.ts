import type { ReaderBackend } from "#card/reader/reader-port.js";
import type { Session } from "../api/call.js";
import { gateErrors } from "../gates/gate-errors.js";
import type { Municipalities } from "../municipalities/municipalities.js";

/** What a session may see of a reader. */
export type ReaderSight =
  /** The reader, and whose card is in it. */
  | "card"
  /** The reader, and what kind of card is in it. */
  | "kind"
  /** Whether something can be used in it, and when that is another card: enough for a business system, which is told of its card behind the gates. */
  | "presence"
  | "nothing";

/**
 * Another municipality's reader is not there for anybody (R-PRIV-11, R-SHARE-02). A card id that several business systems collect joins
 * what they know, and so would an ATR that few cards have (R-PRIV-10); on a system of several municipalities, a reader that is nobody's
 * shows no card to operators either.
 */
export function sightOf(municipalities: Municipalities, session: Session, readerName: string): ReaderSight {
  const owner = municipalities.readerOwner(readerName);
  if (owner !== undefined && owner !== session.municipality) return "nothing";
  if (session.kind !== "operator") return "presence";
  return owner === undefined && municipalities.joint ? "kind" : "card";
}

/** Operators and business systems work at the own municipality's readers (R-SHARE-02). Throws `gate.other-municipality`. */
export function demandReader(
  { readers, municipalities }: { readonly readers: ReaderBackend; readonly municipalities: Municipalities },
  readerId: string,
  municipality: string,
): void {
  const name = readers.readers().find(({ id }) => id === readerId)?.name;
  const owner = name === undefined ? undefined : municipalities.readerOwner(name);
  if (owner !== undefined && owner !== municipality) throw gateErrors.error("other-municipality", { reader: readerId });
}
