import { readUintBE } from "#card/bytes/bytes.js";
import { OWNER } from "../applications/card-part.js";
import { FIRST_ELEMENT, LAST_ELEMENT } from "../globalplatform/setup.js";

/** One value in the card's memory that is not what it was. */
export interface Change {
  readonly owner: number;
  readonly key: number;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

const INS_VERIFY = 0x20;
const INS_INITIALIZE_UPDATE = 0x50;
const INS_EXTERNAL_AUTHENTICATE = 0x82;
/** EFs of the issuer's applications that hold secrets (card-facts 1.3 to 1.6): tries left in their first octet. */
const SECRETS: ReadonlySet<number> = new Set([0x11, 0x12, 0x13, 0x14, 0x15, 0x18, 0x1b, 0x1c]);
/** Memory key and layout of a domain's key sets: version (1) ‖ key length (1) ‖ sequence counter (3) ‖ three keys. */
const KEY_SETS = { key: 1, header: 5, counter: 2 } as const;

/** True for the applications that the issuer put on the card. */
export const isIssuerOwner = (owner: number): boolean => owner >= OWNER.issuerData && owner <= OWNER.common;

function changedOffsets(before: Uint8Array, after: Uint8Array): readonly number[] {
  const offsets: number[] = [];
  for (let at = 0; at < before.length; at++) if (before[at] !== after[at]) offsets.push(at);
  return offsets;
}

/** Only sequence counters grew: INITIALIZE UPDATE and authentication count themselves (Amendment D, 6.2.2.1; GlobalPlatform 2.3.1, E.4.1). */
function onlyCountersRose(before: Uint8Array, after: Uint8Array): boolean {
  const counters = new Set<number>();
  for (let at = 0; at < before.length; at += KEY_SETS.header + 3 * before[at + 1]!) {
    const counter = at + KEY_SETS.counter;
    if (readUintBE(after, counter, 3) < readUintBE(before, counter, 3)) return false;
    for (let octet = 0; octet < 3; octet++) counters.add(counter + octet);
  }
  return changedOffsets(before, after).every((offset) => counters.has(offset));
}

/** Whether a command that nobody gave authority to may bring about this change. */
export function mayChange({ owner, key, before, after }: Change, command: Uint8Array): boolean {
  const ins = command[1];
  if (before === undefined || after === undefined || before.length !== after.length) return false;
  if (isIssuerOwner(owner)) {
    const fell = changedOffsets(before, after).every((offset) => offset === 0) && after[0]! < before[0]!;
    return SECRETS.has(key) && ins === INS_VERIFY && fell;
  }
  const domain = owner >= FIRST_ELEMENT && owner <= LAST_ELEMENT && key === KEY_SETS.key;
  return (
    domain && (ins === INS_INITIALIZE_UPDATE || ins === INS_EXTERNAL_AUTHENTICATE) && onlyCountersRose(before, after)
  );
}
