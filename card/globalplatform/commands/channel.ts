import { toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { INS_EXTERNAL_AUTHENTICATE, INS_INITIALIZE_UPDATE } from "../secure-channel/levels.js";
import type { GpCommand } from "./command.js";

export interface InitializeUpdate {
  /** Key version number; 0 asks for the card's first key set. */
  readonly keyVersion: number;
  readonly hostChallenge: Uint8Array;
}

export const initializeUpdate: GpCommand<InitializeUpdate> = {
  name: "INITIALIZE UPDATE",
  clause: "Amendment D, 7.1.1",
  ins: INS_INITIALIZE_UPDATE,
  encode: ({ keyVersion, hostChallenge }) =>
    new CommandApdu(0x80, INS_INITIALIZE_UPDATE, keyVersion, 0, hostChallenge, 256),
  decode: ({ p1, data }) => ({ keyVersion: p1, hostChallenge: data.slice() }),
  log: ({ keyVersion }) => `key version ${keyVersion}`,
};

export interface ExternalAuthenticate {
  readonly level: number;
  /** Host cryptogram and, on the wire, the C-MAC behind it. */
  readonly cryptogram: Uint8Array;
}

export const externalAuthenticate: GpCommand<ExternalAuthenticate> = {
  name: "EXTERNAL AUTHENTICATE",
  clause: "Amendment D, 7.1.2",
  ins: INS_EXTERNAL_AUTHENTICATE,
  encode: ({ level, cryptogram }) => new CommandApdu(0x80, INS_EXTERNAL_AUTHENTICATE, level, 0, cryptogram),
  decode: ({ p1, data }) => ({ level: p1, cryptogram: data.slice() }),
  log: ({ level }) => `security level ${toHex(Uint8Array.of(level))}`,
};
