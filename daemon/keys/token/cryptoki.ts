import { createRequire } from "node:module";

/** Functions of a PKCS #11 module (OASIS PKCS #11 2.40) that are needed here; each gives CKR_…, 0 for success. */
export interface Cryptoki {
  C_Initialize(args: null): number;
  C_GetSlotList(present: number, list: Uint8Array | null, count: number[]): number;
  C_GetTokenInfo(slot: number, info: Uint8Array): number;
  C_OpenSession(slot: number, flags: number, application: null, notify: null, session: number[]): number;
  C_Login(session: number, user: number, pin: Uint8Array, length: number): number;
  C_FindObjectsInit(session: number, template: readonly Attribute[], count: number): number;
  C_FindObjects(session: number, objects: number[], most: number, count: number[]): number;
  C_FindObjectsFinal(session: number): number;
  C_EncryptInit(session: number, mechanism: Mechanism, key: number): number;
  C_Encrypt(session: number, data: Uint8Array, length: number, out: Uint8Array, outLength: number[]): number;
  C_DecryptInit(session: number, mechanism: Mechanism, key: number): number;
  C_Decrypt(session: number, data: Uint8Array, length: number, out: Uint8Array, outLength: number[]): number;
}

export interface Attribute {
  readonly type: number;
  readonly pValue: Uint8Array;
  readonly ulValueLen: number;
}

export interface GcmParameters {
  readonly pIv: Uint8Array;
  readonly ulIvLen: number;
  readonly ulIvBits: number;
  readonly pAAD: Uint8Array;
  readonly ulAADLen: number;
  readonly ulTagBits: number;
}

export interface Mechanism {
  readonly mechanism: number;
  readonly pParameter: GcmParameters | null;
  readonly ulParameterLen: number;
}

/** A module with its functions, and how long its CK_ULONG and its parameters are on this machine. */
export interface LoadedModule {
  readonly functions: Cryptoki;
  readonly ulongOctets: number;
  readonly gcmOctets: number;
}

const ULONG = "unsigned long";

const DECLARATIONS: Readonly<Record<keyof Cryptoki, string>> = {
  C_Initialize: "(void *args)",
  C_GetSlotList: `(uint8_t present, _Out_ uint8_t *list, _Inout_ ${ULONG} *count)`,
  C_GetTokenInfo: `(${ULONG} slot, _Out_ uint8_t *info)`,
  C_OpenSession: `(${ULONG} slot, ${ULONG} flags, void *application, void *notify, _Out_ ${ULONG} *session)`,
  C_Login: `(${ULONG} session, ${ULONG} user, const uint8_t *pin, ${ULONG} length)`,
  C_FindObjectsInit: `(${ULONG} session, CK_ATTRIBUTE *template, ${ULONG} count)`,
  C_FindObjects: `(${ULONG} session, _Out_ ${ULONG} *objects, ${ULONG} most, _Out_ ${ULONG} *count)`,
  C_FindObjectsFinal: `(${ULONG} session)`,
  C_EncryptInit: `(${ULONG} session, CK_MECHANISM *mechanism, ${ULONG} key)`,
  C_Encrypt: `(${ULONG} session, const uint8_t *data, ${ULONG} length, _Out_ uint8_t *out, _Inout_ ${ULONG} *outLength)`,
  C_DecryptInit: `(${ULONG} session, CK_MECHANISM *mechanism, ${ULONG} key)`,
  C_Decrypt: `(${ULONG} session, const uint8_t *data, ${ULONG} length, _Out_ uint8_t *out, _Inout_ ${ULONG} *outLength)`,
};

/** Loads a module into this process, which is one that may die of it. Throws what the loader throws. */
export function loadModule(file: string): LoadedModule {
  const koffi = createRequire(import.meta.url)("koffi") as typeof import("koffi").default;
  // PKCS #11 packs its structures on Windows and nowhere else.
  const struct = process.platform === "win32" ? koffi.pack : koffi.struct;
  const gcm = struct("CK_GCM_PARAMS", {
    pIv: "uint8_t *",
    ulIvLen: ULONG,
    ulIvBits: ULONG,
    pAAD: "uint8_t *",
    ulAADLen: ULONG,
    ulTagBits: ULONG,
  });
  struct("CK_MECHANISM", { mechanism: ULONG, pParameter: "CK_GCM_PARAMS *", ulParameterLen: ULONG });
  struct("CK_ATTRIBUTE", { type: ULONG, pValue: "uint8_t *", ulValueLen: ULONG });
  const library = koffi.load(file);
  const functions = Object.fromEntries(
    Object.entries(DECLARATIONS).map(([name, rest]) => [name, library.func(`${ULONG} ${name}${rest}`)]),
  ) as unknown as Cryptoki;
  return { functions, ulongOctets: koffi.sizeof(ULONG), gcmOctets: koffi.sizeof(gcm) };
}
