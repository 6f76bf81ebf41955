import { NONCE_OCTETS, TAG_OCTETS } from "../kek.js";
import type { LoadedModule, Mechanism } from "./cryptoki.js";

/** Why a token cannot be used; each is a code of `keys.*` on the other side. */
export type TokenFault = "token-absent" | "token-pin" | "token-key" | "token-failed" | "unwrap";

export class TokenError extends Error {
  readonly fault: TokenFault;
  /** The function and its CKR_…, for the failure log; never a data value. */
  readonly told: string;

  constructor(fault: TokenFault, told: string) {
    super(`${fault}: ${told}`);
    this.fault = fault;
    this.told = told;
  }
}

// OASIS PKCS #11 2.40, base specification and current mechanisms.
const CKU_USER = 1;
const CKF_SERIAL_SESSION = 4;
const CKA_CLASS = 0;
const CKA_LABEL = 3;
const CKO_SECRET_KEY = 4;
const CKM_AES_ECB = 0x1081;
const CKM_AES_GCM = 0x1087;
const CKR_USER_ALREADY_LOGGED_IN = 0x100;
const CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191;
const PIN_FAULTS = new Set([0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0x102]);
/** Answers to a text that is not of this key, or was altered: CKR_ENCRYPTED_DATA_INVALID, _LEN_RANGE, and what SoftHSM says. */
const NOT_OF_THIS_KEY = new Set([0x40, 0x41, 0x05, 0x20, 0x21]);

const LABEL_OCTETS = 32;
const TOKEN_INFO_OCTETS = 512;

const isLabel = (info: Uint8Array, label: string): boolean =>
  Buffer.from(info.subarray(0, LABEL_OCTETS))
    .toString("utf8")
    .replace(/[ \0]+$/, "") === label;

/** A session with one token and the key in it. */
export class Token {
  readonly #module: LoadedModule;
  readonly #session: number;
  readonly #key: number;

  /** Throws `TokenError`. The PIN is tried once: a wrong one, tried again and again, locks the token. */
  constructor(module: LoadedModule, of: { readonly token: string; readonly key: string; readonly pin: Uint8Array }) {
    this.#module = module;
    const { functions } = module;
    this.#demand("C_Initialize", functions.C_Initialize(null), CKR_CRYPTOKI_ALREADY_INITIALIZED);
    const slot = this.#slots().find((one) => {
      const info = new Uint8Array(TOKEN_INFO_OCTETS);
      return functions.C_GetTokenInfo(one, info) === 0 && isLabel(info, of.token);
    });
    if (slot === undefined) throw new TokenError("token-absent", "no token of this label");
    const session = [0];
    this.#demand("C_OpenSession", functions.C_OpenSession(slot, CKF_SERIAL_SESSION, null, null, session));
    this.#session = Number(session[0]);
    const login = functions.C_Login(this.#session, CKU_USER, of.pin, of.pin.length);
    if (PIN_FAULTS.has(login)) throw new TokenError("token-pin", `C_Login ${login.toString(16)}`);
    this.#demand("C_Login", login, CKR_USER_ALREADY_LOGGED_IN);
    this.#key = this.#find(of.key);
  }

  /** One block, to name the key by. */
  encipherBlock(block: Uint8Array): Uint8Array {
    return this.#encipher({ mechanism: CKM_AES_ECB, pParameter: null, ulParameterLen: 0 }, block, block.length);
  }

  /** Ciphertext ‖ tag. */
  seal(nonce: Uint8Array, clear: Uint8Array, associated: Uint8Array): Uint8Array {
    return this.#encipher(this.#gcm(nonce, associated), clear, clear.length + TAG_OCTETS);
  }

  /** Throws `unwrap` for another key, other associated data or an altered octet. */
  open(nonce: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Uint8Array {
    const { functions } = this.#module;
    if (nonce.length !== NONCE_OCTETS || sealed.length < TAG_OCTETS) throw new TokenError("unwrap", "too short");
    this.#demand("C_DecryptInit", functions.C_DecryptInit(this.#session, this.#gcm(nonce, associated), this.#key));
    const out = new Uint8Array(sealed.length);
    const length = [out.length];
    const answer = functions.C_Decrypt(this.#session, sealed, sealed.length, out, length);
    if (NOT_OF_THIS_KEY.has(answer)) throw new TokenError("unwrap", `C_Decrypt ${answer.toString(16)}`);
    this.#demand("C_Decrypt", answer);
    const clear = out.slice(0, Number(length[0]));
    out.fill(0);
    return clear;
  }

  #encipher(mechanism: Mechanism, clear: Uint8Array, length: number): Uint8Array {
    const { functions } = this.#module;
    this.#demand("C_EncryptInit", functions.C_EncryptInit(this.#session, mechanism, this.#key));
    const out = new Uint8Array(length);
    const written = [length];
    this.#demand("C_Encrypt", functions.C_Encrypt(this.#session, clear, clear.length, out, written));
    return out.subarray(0, Number(written[0]));
  }

  #gcm(nonce: Uint8Array, associated: Uint8Array): Mechanism {
    const pParameter = {
      ...{ pIv: nonce, ulIvLen: nonce.length, ulIvBits: 8 * nonce.length },
      ...{ pAAD: associated, ulAADLen: associated.length, ulTagBits: 8 * TAG_OCTETS },
    };
    return { mechanism: CKM_AES_GCM, pParameter, ulParameterLen: this.#module.gcmOctets };
  }

  #slots(): number[] {
    const { functions } = this.#module;
    const count = [0];
    this.#demand("C_GetSlotList", functions.C_GetSlotList(1, null, count));
    const list = Buffer.alloc(Number(count[0]) * this.#module.ulongOctets);
    this.#demand("C_GetSlotList", functions.C_GetSlotList(1, list, count));
    return Array.from({ length: Number(count[0]) }, (_, index) => this.#ulong(list, index));
  }

  #ulong(list: Buffer, index: number): number {
    const { ulongOctets } = this.#module;
    const at = index * ulongOctets;
    return ulongOctets === 8 ? Number(list.readBigUInt64LE(at)) : list.readUInt32LE(at);
  }

  /** The one secret key of this label. */
  #find(label: string): number {
    const { functions, ulongOctets } = this.#module;
    const isSecretKey = Buffer.alloc(ulongOctets);
    isSecretKey.writeUInt32LE(CKO_SECRET_KEY);
    const name = Buffer.from(label, "utf8");
    const template = [
      { type: CKA_CLASS, pValue: isSecretKey, ulValueLen: ulongOctets },
      { type: CKA_LABEL, pValue: name, ulValueLen: name.length },
    ];
    this.#demand("C_FindObjectsInit", functions.C_FindObjectsInit(this.#session, template, template.length));
    const [found, count] = [[0, 0], [0]];
    this.#demand("C_FindObjects", functions.C_FindObjects(this.#session, found, 2, count));
    functions.C_FindObjectsFinal(this.#session);
    if (Number(count[0]) !== 1) throw new TokenError("token-key", `${count[0]} keys of this label`);
    return Number(found[0]);
  }

  #demand(name: string, answer: number, alsoGood = 0): void {
    if (answer !== 0 && answer !== alsoGood) throw new TokenError("token-failed", `${name} ${answer.toString(16)}`);
  }
}
