import type { KeyObject } from "node:crypto";
import type { Config } from "../config/schema.js";
import { readPublicKey } from "../media/media-keys.js";
import type { ResidentItem } from "./resident-items.js";

/** How one municipality takes its residents in. */
export interface ResidentSettings {
  readonly folder?: string;
  readonly signers: readonly KeyObject[];
  readonly plain: boolean;
  readonly items: readonly ResidentItem[];
}

export interface ResidentSettingsPort {
  of(municipality: string): ResidentSettings;
  /** The private key that files for this municipality are opened with; the same as for its hand-over tickets. */
  recipient(municipality: string): Promise<KeyObject>;
}

const NOTHING: ResidentSettings = { signers: [], plain: false, items: [] };

/** Reads the keys that the configuration names. Throws `media.bad-key-file`. */
export async function readResidentSettings(
  configured: Config["municipalities"],
  recipient: ResidentSettingsPort["recipient"],
): Promise<ResidentSettingsPort> {
  const settings = new Map<string, ResidentSettings>();
  for (const { code, residents } of configured) {
    const { folder, signers, plain, items } = residents;
    settings.set(code, {
      ...(folder === undefined ? {} : { folder }),
      signers: await Promise.all(signers.map(readPublicKey)),
      plain,
      items,
    });
  }
  return { of: (municipality) => settings.get(municipality) ?? NOTHING, recipient };
}
