import type { CardLink } from "#card/reader/card-link.js";
import { scpErrors } from "./errors.js";
import type { KeyFormat } from "./key-format.js";
import { SecurityLevel } from "./levels.js";

/** What the host's end needs to know of a session's protection, whichever protocol it is. */
interface ProtectingSession {
  readonly level: number;
  /** Octets of a MAC. */
  readonly macLength: number;
}

/** The host's end of an open channel, as far as the protocols have it in common. */
export abstract class HostChannel<Answer, Session extends ProtectingSession> {
  /** What the card said of itself in its answer to INITIALIZE UPDATE. */
  readonly card: Answer;
  readonly level: number;
  /** What keys this channel's card takes by PUT KEY. */
  abstract readonly keyFormat: KeyFormat;
  protected readonly link: CardLink;
  protected readonly session: Session;
  #open = true;

  constructor(link: CardLink, session: Session, card: Answer) {
    this.card = card;
    this.level = session.level;
    this.link = link;
    this.session = session;
  }

  /** Octets of plain data that fit into `limit`: a MAC takes its place, and encryption pads to whole blocks. */
  largestPlainData(limit = 255): number {
    if ((this.level & SecurityLevel.C_MAC) === 0) return limit;
    const room = limit - this.session.macLength;
    return (this.level & SecurityLevel.C_DECRYPTION) === 0 ? room : room - (room % this.keyFormat.block) - 1;
  }

  /** Throws `scp.closed`. */
  protected demandOpen(): void {
    if (!this.#open) throw scpErrors.error("closed");
  }

  /** Ends the use of this channel on our side; the card ends its side with the next SELECT or reset. */
  close(): void {
    this.#open = false;
  }
}
