import { z } from "zod";

/** Where the key-encryption key is, and where key files are laid for their registration. */
export const keyConfig = z.strictObject({
  kekFile: z.string().min(1).optional(),
  /** A directory of key files named MUNICIPALITY-KEYID-GENERATION.key, which operators register one by one (R-AREA-07). */
  intake: z.string().min(1).optional(),
});

/** Who does a municipality's initial setting: two operators, key by key, or whoever writes its configuration, at the first start. */
export const initialSettingMode = z.enum(["operators", "configuration"]).default("operators");

export type KeyConfig = z.output<typeof keyConfig>;

/** Makes its paths absolute. */
export function absoluteKeys({ kekFile, intake, ...rest }: KeyConfig, at: (path: string) => string): KeyConfig {
  return { ...rest, ...(kekFile && { kekFile: at(kekFile) }), ...(intake && { intake: at(intake) }) };
}
