import { type CipherList, readCipherList } from "./cipher-list.js";
import { tlsErrors } from "./tls-errors.js";

/** The product's own list of recommended ciphers. */
export const cipherPolicy: CipherList = readCipherList();

const names = (all: readonly { readonly name: string }[]) => all.map((one) => one.name);

/** The product's list as options of `node:tls`, for servers and clients alike. */
export function tlsPolicy() {
  return {
    minVersion: cipherPolicy.minVersion,
    ciphers: names(cipherPolicy.ciphers).join(":"),
    ecdhCurve: names(cipherPolicy.groups).join(":"),
    honorCipherOrder: true,
  };
}

/** A choice out of the list, for a link that is to offer less than all of it. */
export interface Offer {
  readonly ciphers?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly signatures?: readonly string[] | undefined;
}

/** What a link that must keep to a list offers, as options of `node:tls`. Throws `tls.not-listed` for what the list has not. */
export function offerOf(list: CipherList, offer: Offer = {}) {
  const chosen = (what: keyof Offer): string => {
    const known = names(list[what]);
    const wanted = offer[what] ?? known;
    for (const found of wanted) {
      if (!known.includes(found)) throw tlsErrors.error("not-listed", { what, found, edition: list.edition });
    }
    return wanted.join(":");
  };
  return {
    minVersion: list.minVersion,
    ciphers: chosen("ciphers"),
    ecdhCurve: chosen("groups"),
    sigalgs: chosen("signatures"),
  };
}
