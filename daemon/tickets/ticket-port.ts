import type { ChannelKeys } from "#card/region/card-driver.js";

/** What a hand-over ticket gives to one municipality: the keys of one card, never a master. */
export interface TicketContents {
  readonly cardId: string;
  /** Under whose code the area stands, or who issued the card: the issuer of the ticket or one that it succeeded. */
  readonly from: string;
  /** `area`: the keys of the set area. `setting`: those by which an area that is not set yet can be set. */
  readonly usage: "area" | "setting";
  readonly keys: ChannelKeys;
}

export interface OpenedTicket extends TicketContents {
  readonly id: string;
  /** Municipality that signed it. */
  readonly issuer: string;
}

export interface IssuedTicket {
  readonly id: string;
  readonly ticket: string;
  readonly expiresAt: number;
}

/** A public key of a municipality as a JSON Web Key (RFC 7517). */
export interface PublicKey {
  readonly kty: string;
  readonly n: string;
  readonly e: string;
  readonly use: "sig" | "enc";
  readonly alg: string;
  readonly kid: string;
}

/** Hand-over tickets between municipalities on different systems (R-MOVE-06, A-10). */
export interface TicketPort {
  /** The keys that a partner needs: made at the first call, the same ever after. */
  publicKeys(municipality: string): Promise<readonly PublicKey[]>;
  /** Throws `move.no-partner`. */
  issue(issuer: string, to: string, contents: TicketContents, hours: number): Promise<IssuedTicket>;
  /**
   * Opens a ticket for its addressee. `late` takes one whose time has run out: it was in time when its continuation began.
   * Throws `move.bad-ticket`, `move.ticket-expired`.
   */
  open(to: string, ticket: string, options?: { readonly late?: boolean }): Promise<OpenedTicket>;
}
