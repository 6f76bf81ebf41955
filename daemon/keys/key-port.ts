/** Which master a key is derived from: kept on the card, so that the card's own key id selects. */
export interface KeyReference {
  readonly keyId: string;
  readonly generation: number;
}

/** Master keys of municipalities, unwrapped only for the length of one use (R-AREA-11). */
export interface AreaKeyPort {
  /** The key that new areas are set under. Throws `keys.no-area-key`. */
  current(municipality: string): Promise<KeyReference>;
  /** Every key that the municipality has, the newest first; none where this system does not hold any. */
  all(municipality: string): Promise<readonly KeyReference[]>;
  /** Gives the 32-octet master to `use` and wipes it afterwards. Throws `keys.no-area-key`. */
  withMaster<T>(municipality: string, key: KeyReference, use: (master: Uint8Array) => Promise<T>): Promise<T>;
}

/** The numbers that business systems know cards by: another one for each application (decision 0024, R-PRIV-10). */
export interface CardRefPort {
  /** The reference of a card with the application of this AID, upper-case hexadecimal. Throws `keys.no-service-key`. */
  of(aid: string, cardId: string): Promise<string>;
}

/** Master keys of services: what a business system and its card application authenticate each other with. */
export interface ServiceKeyPort {
  /** Gives the 32-octet service master and its version to `use` and wipes it afterwards. Throws `keys.no-service-key`. */
  withMaster<T>(serviceId: string, use: (master: Uint8Array, version: number) => Promise<T>): Promise<T>;
}
