import { z } from "zod";

const path = z.string().min(1, { error: "must not be empty" });
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "a name of an environment variable" });

const places = {
  /** A file of 64 hexadecimal digits, for its owner alone. */
  kekFile: path.optional(),
  /** An environment variable that holds 64 hexadecimal digits; it is taken out of the environment. */
  kekEnv: variable.optional(),
  /** A token: an AES-256 key that never leaves it. */
  pkcs11: z
    .strictObject({
      /** The library of the token's maker. */
      module: path,
      /** Label of the token. */
      token: path,
      /** Label of the key in it. */
      key: path,
      pinFile: path.optional(),
      pinEnv: variable.optional(),
      timeoutMs: z.int().min(100).max(120_000).default(15_000),
    })
    .refine(({ pinFile, pinEnv }) => (pinFile === undefined) !== (pinEnv === undefined), {
      error: "the PIN is in one place: pinFile or pinEnv",
    })
    .optional(),
};

const placesOf = ({ kekFile, kekEnv, pkcs11 }: KekPlace) =>
  [kekFile, kekEnv, pkcs11].filter((one) => one !== undefined).length;
const ONE_PLACE = { error: "the key-encryption key is in one place: kekFile, kekEnv or pkcs11" };

const kekPlace = z.strictObject(places);

/** Where a key-encryption key is. */
export type KekPlace = z.output<typeof kekPlace>;

/** Where the key-encryption key is, and where key files are laid for their registration. */
export const keyConfig = z
  .strictObject({
    ...places,
    /** The key that was there before, until everything is under the new one. */
    previous: kekPlace.refine((place) => placesOf(place) === 1, ONE_PLACE).optional(),
    /** A directory of key files named MUNICIPALITY-KEYID-GENERATION.key, which operators register one by one (R-AREA-07). */
    intake: path.optional(),
  })
  .refine((place) => placesOf(place) < 2, ONE_PLACE)
  .refine((place) => place.previous === undefined || placesOf(place) === 1, {
    path: ["previous"],
    error: "a previous key-encryption key needs a new one beside it",
  });

export type KeyConfig = z.output<typeof keyConfig>;

/** Who does a municipality's initial setting: two operators, key by key, or whoever writes its configuration, at the first start. */
export const initialSettingMode = z.enum(["operators", "configuration"]).default("operators");

function absoluteKek<K extends KekPlace>(place: K, at: (path: string) => string): K {
  const { kekFile, pkcs11 } = place;
  const token = pkcs11 && {
    ...pkcs11,
    module: at(pkcs11.module),
    ...(pkcs11.pinFile && { pinFile: at(pkcs11.pinFile) }),
  };
  return { ...place, ...(kekFile && { kekFile: at(kekFile) }), ...(token && { pkcs11: token }) };
}

/** Makes its paths absolute. */
export function absoluteKeys(keys: KeyConfig, at: (path: string) => string): KeyConfig {
  const { intake, previous, ...rest } = absoluteKek(keys, at);
  return { ...rest, ...(intake && { intake: at(intake) }), ...(previous && { previous: absoluteKek(previous, at) }) };
}
