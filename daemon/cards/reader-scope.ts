import type { ReaderBackend } from "#card/reader/reader-port.js";
import type { Session } from "../api/call.js";
import { gateErrors } from "../gates/gate-errors.js";
import type { Municipalities } from "../municipalities/municipalities.js";

/**
 * True when a session may be told whose card is in a reader before it does anything with it. Business systems may not: a card id that
 * several of them collect joins what they know (R-PRIV-10); theirs comes with `access.open`, behind the gates. Nor may operators of
 * another municipality; on a system of several, a reader that is nobody's shows no card.
 */
export function mayKnowCard(municipalities: Municipalities, session: Session, readerName: string): boolean {
  if (session.kind !== "operator") return false;
  const owner = municipalities.readerOwner(readerName);
  return owner === undefined ? !municipalities.joint : owner === session.municipality;
}

/** An operator works at the own municipality's readers (R-SHARE-02). Throws `gate.other-municipality`. */
export function demandReader(
  { readers, municipalities }: { readonly readers: ReaderBackend; readonly municipalities: Municipalities },
  readerId: string,
  municipality: string,
): void {
  const name = readers.readers().find(({ id }) => id === readerId)?.name;
  const owner = name === undefined ? undefined : municipalities.readerOwner(name);
  if (owner !== undefined && owner !== municipality) throw gateErrors.error("other-municipality", { reader: readerId });
}
