import { fromHex, toHex } from "#card/bytes/bytes.js";
import {
  type GpChannel,
  openScp02,
  openScp03,
  type Scp02Host,
  type Scp03Host,
  type Scp03HostOptions,
} from "#card/globalplatform/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { type ResponseApdu, status } from "#card/iso7816/response-apdu.js";
import { type RandomSource, seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import type { CardApplicationFactory } from "../content-management/application-runtime.js";
import type { CardApplication } from "../kernel/application.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import { NvmDevice } from "../nvm/nvm-device.js";
import type { ChannelSetup } from "./domain-channel.js";
import { AREA_PRIVILEGES, GlobalPlatform, ISSUER_PRIVILEGES } from "./global-platform.js";

const TEST_KEY = fromHex("404142434445464748494A4B4C4D4E4F");

export function sameKeys(value: Uint8Array, version: number): ChannelKeys {
  return { version, enc: value, mac: value, dek: value };
}

export const ISSUER_KEYS = sameKeys(TEST_KEY, 1);
export const SETTING_KEYS = sameKeys(seededRandom("setting").bytes(16), 3);
export const AREA_KEYS = sameKeys(seededRandom("area").bytes(32), 4);

const regionalDomain = { aid: REGIONAL_DOMAIN_AID, keys: [SETTING_KEYS], privileges: AREA_PRIVILEGES };

export interface TestCardOptions {
  readonly nvm?: FlatNvm;
  readonly capacity?: number;
  readonly quota?: number;
  readonly volatile?: number;
  readonly scp?: ChannelSetup;
  readonly factories?: readonly CardApplicationFactory[];
  readonly extendedLength?: boolean;
  readonly random?: RandomSource;
  /** A card without a regional domain. */
  readonly issuerOnly?: boolean;
}

/** Content management alone behind a small dispatcher, as a link that a host can talk to. */
export class TestCard implements CardLink {
  readonly nvm: FlatNvm;
  readonly gp: GlobalPlatform;
  readonly scp: ChannelSetup;
  #selected: CardApplication;

  constructor(options: TestCardOptions = {}) {
    this.nvm = options.nvm ?? FlatNvm.format({ capacity: options.capacity ?? 16384, journal: 1024 });
    const scp = options.scp ?? { i: 0x70, mode: "S8" as const };
    this.scp = scp;
    this.gp = new GlobalPlatform(this.nvm, {
      issuerDomain: { aid: ISSUER_DOMAIN_AID, keys: [ISSUER_KEYS], privileges: ISSUER_PRIVILEGES, scp },
      ...(options.issuerOnly ? {} : { regionalDomain: { ...regionalDomain, scp, quota: options.quota ?? 8192 } }),
      factories: options.factories ?? [],
      random: options.random ?? seededRandom("card"),
      reservedAids: [fromHex("D392F000260100000001")],
      volatile: options.volatile ?? 2048,
      extendedLength: options.extendedLength ?? true,
    });
    this.#selected = this.gp.issuerDomain;
  }

  /** The same memory after a loss of power. */
  static reopen(image: Uint8Array, options: TestCardOptions = {}): TestCard {
    return new TestCard({ ...options, nvm: new FlatNvm(new NvmDevice(image.slice())) });
  }

  send(bytes: Uint8Array): Uint8Array {
    const command = CommandApdu.parse(bytes);
    if (command.cla !== 0 || command.ins !== 0xa4) return this.#selected.process(command);
    const found = this.gp.find(command.data, 0);
    if (found === undefined) return status(0x6a82);
    this.#selected.deselect();
    this.#selected = found;
    return found.select(command);
  }

  async transmit(bytes: Uint8Array): Promise<Uint8Array> {
    return this.send(bytes);
  }

  /** One plain APDU in hexadecimal, and its response. */
  hex(command: string): string {
    return toHex(this.send(fromHex(command)));
  }

  select(aid: Uint8Array): number {
    const response = this.send(new CommandApdu(0x00, 0xa4, 0x04, 0x0c, aid).encode());
    return (response[0]! << 8) | response[1]!;
  }

  /** Selects a domain and opens its channel. */
  async open(aid: Uint8Array, keys: ChannelKeys, options: Partial<Scp03HostOptions> = {}): Promise<Scp03Host> {
    this.select(aid);
    return openScp03(this, keys, { level: 0x03, random: seededRandom("host"), ...options });
  }

  /** Selects a domain of a card that speaks SCP02 and opens its channel. */
  async openLegacy(aid: Uint8Array, keys: ChannelKeys, level = 0x03): Promise<Scp02Host> {
    this.select(aid);
    return openScp02(this, keys, { level, random: seededRandom("host") });
  }

  /** Selects a domain and opens its channel, whichever protocol the card speaks. */
  openAny(aid: Uint8Array, keys: ChannelKeys): Promise<GpChannel> {
    return this.scp.protocol === "SCP02" ? this.openLegacy(aid, keys) : this.open(aid, keys);
  }

  /** Everything that NVM holds, as one text: two cards in the same state give the same. */
  state(): string {
    const owners = [0x4000, ...this.nvm.keys(0x4000)];
    const values = owners.flatMap((owner) =>
      this.nvm.keys(owner).map((key) => `${owner}/${key}=${toHex(this.nvm.get(owner, key)!)}`),
    );
    return `${values.join("\n")}\nused ${this.nvm.used}`;
  }
}

/** The status word of a response in hexadecimal. */
export function sw(response: ResponseApdu): string {
  return response.sw.toString(16).toUpperCase();
}
