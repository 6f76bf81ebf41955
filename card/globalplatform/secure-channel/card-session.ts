import type { CommandApdu } from "#card/iso7816/command-apdu.js";

/** What is kept of an open session, whichever protocol it speaks. */
export interface OpenSession {
  readonly channel: {
    readonly level: number;
    unprotectCommand(command: CommandApdu): CommandApdu | undefined;
  };
  /** Version of the keys that the session stands on. */
  readonly version: number;
}

/** The card's one session: `Pending` waits for the host's proof, `Open` has had it. What ends one ends the other. */
export abstract class CardSession<Pending, Open extends OpenSession> {
  protected pending: Pending | undefined;
  protected open: Open | undefined;

  /** Security level of the open session; undefined when none is open. */
  get level(): number | undefined {
    return this.open?.channel.level;
  }

  /** Version of the keys that the open session stands on. */
  get keyVersion(): number | undefined {
    return this.open?.version;
  }

  /** Ends whatever session there is. */
  close(): void {
    this.pending = undefined;
    this.open = undefined;
  }

  /** The challenge that waits, for its one try; undefined when none does. Ends an open session. */
  protected takePending(): Pending | undefined {
    const { pending } = this;
    this.close();
    return pending;
  }

  /** The plain command of a protected one; undefined when no session is open or its protection is wrong: answer 6982. */
  unwrap(command: CommandApdu): CommandApdu | undefined {
    const plain = this.open?.channel.unprotectCommand(command);
    if (plain === undefined) this.close();
    return plain;
  }
}
