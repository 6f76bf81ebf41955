import { ascii, fromHex, toHex } from "#card/bytes/bytes.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { openSecureMessaging, type SecureMessagingHost } from "#card/iso7816/secure-messaging/index.js";
import { type RandomSource, seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { type KeyUse, keyReference } from "#card/region/iso-fs/names.js";
import { CardDirectory } from "../kernel/card-directory.js";
import { Kernel } from "../kernel/kernel.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import { NvmDevice } from "../nvm/nvm-device.js";
import { NativeFileSystem } from "./native-file-system.js";

const keysOf = (seed: string, version: number, length: number): ChannelKeys => {
  const random = seededRandom(seed);
  return { version, enc: random.bytes(length), mac: random.bytes(length), dek: random.bytes(length) };
};

export type KeyLength = 16 | 32;
export const settingKeys = (length: KeyLength = 16): ChannelKeys => keysOf("setting", 4, length);
export const areaKeys = (length: KeyLength = 16): ChannelKeys => keysOf("area", 4, length);
export const nextKeys = (length: KeyLength = 16): ChannelKeys => keysOf("next", 1, length);
export const strangeKeys = (length: KeyLength = 16): ChannelKeys => keysOf("another card's", 4, length);

export interface FsCardOptions {
  readonly image?: Uint8Array;
  readonly capacity?: number;
  readonly quota?: number;
  readonly volatile?: number;
  readonly keyLength?: KeyLength;
  readonly extendedLength?: boolean;
}

/** A native file system alone on the real kernel, as a link that a host can talk to. */
export class FsCard implements CardLink {
  readonly nvm: FlatNvm;
  readonly kernel: Kernel;
  readonly trace: string[] = [];
  readonly #random: RandomSource = seededRandom("host");

  constructor(options: FsCardOptions = {}) {
    const { image, keyLength = 16, extendedLength = true } = options;
    this.nvm =
      image === undefined
        ? FlatNvm.format({ capacity: options.capacity ?? 16_384, journal: 1_024 })
        : new FlatNvm(new NvmDevice(image.slice()));
    const content = new NativeFileSystem(this.nvm, {
      settingKeys: settingKeys(keyLength),
      keyLength,
      issuerData: new Map([
        [0x45, ascii("FSCARD0001")],
        [0x7f21, new Uint8Array(600).fill(0x21)],
      ]),
      random: seededRandom("card"),
      quota: options.quota ?? 8_192,
      reservedAids: [fromHex("D392F000260100000001")],
      volatile: options.volatile ?? 2_048,
      extendedLength,
    });
    const directory = new CardDirectory(() => content.issuerDomain, [content]);
    this.kernel = new Kernel({
      atr: fromHex("3B8001"),
      extendedLength,
      directory,
      start: () => {
        this.nvm.device.restorePower();
        this.nvm.powerUp();
        directory.powerUp();
      },
      onDefect: (error) => {
        throw error;
      },
    });
    this.kernel.powerOn();
  }

  send(octets: Uint8Array): Uint8Array {
    this.trace.push(toHex(octets));
    return this.kernel.transmit(octets);
  }

  async transmit(octets: Uint8Array): Promise<Uint8Array> {
    return this.send(octets);
  }

  /** One plain APDU in hexadecimal, and its response. */
  hex(command: string): string {
    return toHex(this.send(fromHex(command)));
  }

  selectArea(): void {
    this.hex(`00A4040C07${toHex(REGIONAL_DOMAIN_AID)}`);
  }

  /** Selects the area directory and opens a session. */
  async open(use: KeyUse, keys: ChannelKeys): Promise<SecureMessagingHost> {
    this.selectArea();
    return openSecureMessaging(this, keys, keyReference(use, keys.version), this.#random);
  }

  /** Everything that NVM holds, as one text: two cards in the same state give the same. */
  state(): string {
    const owners = [0x4000, 0x4001, 0x4002, ...this.nvm.keys(0x4002)];
    const values = owners.flatMap((owner) =>
      this.nvm.keys(owner).map((key) => `${owner}/${key}=${toHex(this.nvm.get(owner, key)!)}`),
    );
    return `${values.join("\n")}\nused ${this.nvm.used}`;
  }
}

/** The status word of a session's answer in hexadecimal. */
export async function swOf(session: SecureMessagingHost, command: CommandApdu): Promise<string> {
  return (await session.transmit(command)).sw.toString(16).toUpperCase();
}
