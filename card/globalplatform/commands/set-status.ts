import { toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { FieldReader, type GpCommand } from "./command.js";

const INS = 0xf0;

/** Life cycle octets (11.1.1). `LOCKED` is a bit over the state that it locks. */
export const LifeCycle = {
  LOAD_FILE_LOADED: 0x01,
  INSTALLED: 0x03,
  SELECTABLE: 0x07,
  PERSONALIZED: 0x0f,
  LOCKED: 0x80,
  CARD_OP_READY: 0x01,
  CARD_INITIALIZED: 0x07,
  CARD_SECURED: 0x0f,
  CARD_LOCKED: 0x7f,
  CARD_TERMINATED: 0xff,
} as const;

const SCOPES = { card: 0x80, application: 0x40, "domain-and-applications": 0x60 } as const;

export interface SetStatus {
  readonly scope: keyof typeof SCOPES;
  /** The new life cycle octet; with bit 8 set it locks. */
  readonly state: number;
  /** Empty for the card. */
  readonly aid: Uint8Array;
}

export const setStatus: GpCommand<SetStatus> = {
  name: "SET STATUS",
  clause: "11.10",
  ins: INS,
  encode: ({ scope, state, aid }) => new CommandApdu(0x80, INS, SCOPES[scope], state, aid),
  decode: ({ p1, p2, data }) => {
    const reader = new FieldReader("SET STATUS", data);
    const scope = (Object.keys(SCOPES) as SetStatus["scope"][]).find((name) => SCOPES[name] === p1);
    if (scope === undefined) throw reader.fault("P1");
    if (scope !== "card" && (data.length < 5 || data.length > 16)) throw reader.fault("AID");
    return { scope, state: p2, aid: data.slice() };
  },
  log: ({ scope, state, aid }) =>
    `${scope} to ${toHex(Uint8Array.of(state))}${aid.length > 0 ? ` aid=${toHex(aid)}` : ""}`,
};
