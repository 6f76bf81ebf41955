import type { AreaListing, CardIdentity, ChannelKeys } from "#card/region/card-driver.js";
import type { Call, OperatorSession } from "../../api/call.js";
import type { KnownCard } from "../../cards/known-card.js";
import type { DaemonPorts } from "../../main/ports.js";
import type { Service } from "../../services/service.js";
import type { ApplicationRecord, UserRecord } from "../../store/records.js";

/** An operator's operation on the card in a reader, as the gates see it. What is absent has no part in the operation. */
export interface CardOperation {
  readonly ports: DaemonPorts;
  readonly call: Call<OperatorSession>;
  readonly card: KnownCard;
  readonly identity: CardIdentity;
  readonly listing: AreaListing;
  /** Keys for this card under the municipality's master; undefined when the system holds no fitting master. */
  readonly keys: ChannelKeys | undefined;
  readonly application?: ApplicationRecord | undefined;
  readonly user?: UserRecord | undefined;
  readonly service?: Service | undefined;
  /** The operator says that the holder's identity was checked. */
  readonly identityChecked?: boolean | undefined;
}

/** Lets an operation pass, or throws its own `gate.*` or `card.*` code. It never writes to the card. */
export type Gate = (operation: CardOperation) => void | Promise<void>;

/** Session and right, once more: the call may have waited long for its card, and the CS for its answer. */
const sessionAndRight: Gate = ({ call }) => call.stillPermitted();

/** Runs the gates in order, session and right first and last; the first refusal wins. */
export async function pass(operation: CardOperation, gates: readonly Gate[]): Promise<void> {
  for (const gate of [sessionAndRight, ...gates, sessionAndRight]) await gate(operation);
}
