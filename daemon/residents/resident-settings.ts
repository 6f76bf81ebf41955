import type { KeyObject } from "node:crypto";
import { systemClock } from "#card/ports/clock.js";
import type { Config } from "../config/schema.js";
import { readPublicKey } from "../media/media-keys.js";
import { readTlsFiles } from "../tls/index.js";
import type { RelayLink } from "./relay/relay-client.js";
import type { ResidentItem } from "./resident-items.js";

/** How one municipality takes its residents in. */
export interface ResidentSettings {
  readonly folder?: string;
  readonly signers: readonly KeyObject[];
  readonly plain: boolean;
  /** Whether residents may be entered by hand. */
  readonly manual?: boolean;
  readonly items: readonly ResidentItem[];
  readonly relay?: RelaySettings;
  readonly output?: { readonly folder: string; readonly recipient?: KeyObject };
}

export interface RelaySettings extends RelayLink {
  /** Milliseconds between two questions of the daemon's own; 0: it asks none. */
  readonly everyMs: number;
}

export interface ResidentSettingsPort {
  /** Codes of the municipalities that have settings. */
  readonly municipalities: readonly string[];
  of(municipality: string): ResidentSettings;
  /** The private key that files for this municipality are opened with; the same as for its hand-over tickets. */
  recipient(municipality: string): Promise<KeyObject>;
  /** The private key that its own files are signed with. */
  signer(municipality: string): Promise<KeyObject>;
}

const MINUTE = 60_000;
const NOTHING: ResidentSettings = { signers: [], plain: false, items: [] };

/** Reads the keys that the configuration names. Throws `media.bad-key-file`. */
export async function readResidentSettings(
  configured: Config["municipalities"],
  keys: Pick<ResidentSettingsPort, "recipient" | "signer">,
): Promise<ResidentSettingsPort> {
  const settings = new Map<string, ResidentSettings>();
  for (const { code, residents } of configured) {
    const { folder, signers, plain, manual, items, relay, output } = residents;
    settings.set(code, {
      ...(folder === undefined ? {} : { folder }),
      signers: await Promise.all(signers.map(readPublicKey)),
      plain,
      manual,
      items,
      ...(output && {
        output: {
          folder: output.folder,
          ...(output.recipient && { recipient: await readPublicKey(output.recipient) }),
        },
      }),
      ...(relay && { relay: await relayOf(relay) }),
    });
  }
  return { municipalities: [...settings.keys()], of: (municipality) => settings.get(municipality) ?? NOTHING, ...keys };
}

type RelayConfig = NonNullable<Config["municipalities"][number]["residents"]["relay"]>;

async function relayOf({ url, timeoutMs, fileMinutes, everyMinutes, ...files }: RelayConfig): Promise<RelaySettings> {
  return {
    url,
    timeoutMs,
    fileTimeoutMs: fileMinutes * MINUTE,
    everyMs: everyMinutes * MINUTE,
    // Certificates are judged by the machine's clock, on this side and on the other.
    identity: await readTlsFiles(files, systemClock),
  };
}
