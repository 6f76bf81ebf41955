import { errorFamily } from "#card/errors/madoguchi-error.js";

export const faultErrors = errorFamily("fault", {
  "bad-count": {
    en: {
      cause: "a fault is set for an APDU number that is not a positive whole number",
      remedy: "Count APDUs from 1, from the moment the fault is set.",
    },
    ja: {
      cause: "障害を起こすAPDUの番号が正の整数ではありません",
      remedy: "障害を設定した時点から1、2、3…と数えた番号を指定してください。",
    },
  },
});

/**
 * What can go wrong between a card and its reader:
 * `pull-before`: the card is taken out and never sees the command; `pull-after`: it has done the command, but the answer is lost;
 * `silence`: it has done the command and does not answer; `mute`: as `silence`, and it gives no ATR ever after.
 */
export type LinkFaultKind = "pull-before" | "pull-after" | "silence" | "mute";

/** A fault as data: it strikes once, at the `at`-th APDU (from 1, counted from the moment it is set), of this INS when one is given. */
export interface LinkFault {
  readonly kind: LinkFaultKind;
  readonly at: number;
  readonly ins?: number;
}

/** The faults that are set on one card's link, and what they say to each command that passes. */
export class LinkFaults {
  #pending: { readonly fault: LinkFault; left: number }[] = [];

  /** Sets a fault. Throws `fault.bad-count`. */
  add(fault: LinkFault): void {
    if (!Number.isInteger(fault.at) || fault.at < 1) throw faultErrors.error("bad-count", { at: fault.at });
    this.#pending.push({ fault, left: fault.at });
  }

  clear(): void {
    this.#pending = [];
  }

  /** Counts one command; gives the fault that strikes at it. */
  next(command: Uint8Array): LinkFaultKind | undefined {
    if (this.#pending.length === 0) return undefined;
    let struck: LinkFaultKind | undefined;
    this.#pending = this.#pending.filter((entry) => {
      if (entry.fault.ins !== undefined && entry.fault.ins !== command[1]) return true;
      entry.left -= 1;
      if (entry.left > 0) return true;
      struck ??= entry.fault.kind;
      return false;
    });
    return struck;
  }
}
