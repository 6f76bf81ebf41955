import { generateKeyPairSync } from "node:crypto";
import { concat, equal } from "#card/bytes/bytes.js";
import type { DataGroup } from "#card/globalplatform/commands/store-data.js";
import { decryptSensitive, encryptSensitive } from "#card/globalplatform/scp03/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { status } from "#card/iso7816/response-apdu.js";
import { seededRandom } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { cardAppAid } from "#card/region/aids.js";
import { encodePin, encodeServiceKeys } from "#card/region/card-app/personalisation.js";
import { type CardAppSession, openCardApp } from "#card/region/card-app-session.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { deriveServiceKeys } from "#card/region/derived-keys.js";
import { buildPackage } from "#card/region/load-file/encode.js";
import type { CardAppContent } from "#card/region/package.js";
import { usualContent } from "#card/region/usual-content.js";
import type { ApplicationInstance } from "../../content-management/application-runtime.js";
import type { CardApplication } from "../../kernel/application.js";
import { FlatNvm } from "../../nvm/flat-nvm.js";
import { cardAppFactory } from "./factory.js";

const signingKey = generateKeyPairSync("ed25519").privateKey;
const DEK = new Uint8Array(16).fill(0x5d);
/** What the systems of the rig's applications know its card by. */
export const RIG_CARD_REF = new Uint8Array(16).fill(3);
/** Owner under which the rig, in place of the card's registry, keeps the life cycle octets. */
const REGISTRY = 0;

export const definition = (service: number, over: Partial<CardAppContent> = {}): CardAppContent =>
  usualContent("13101", service, {
    pin: { tries: 3, minLength: 4, maxLength: 8 },
    files: [
      { id: 1, records: 2, recordSize: 16, access: { read: "system", update: "system" } },
      { id: 2, records: 1, recordSize: 32, access: { read: "pin", update: "pin" } },
      { id: 3, records: 1, recordSize: 8, access: { read: "system", update: "never" } },
    ],
    ...over,
  });

export const serviceKeysOf = (service: number): ChannelKeys =>
  deriveServiceKeys(new Uint8Array(32).fill(service), 1, cardAppAid("13101", service), RIG_CARD_REF);

/** A bare card for the runtime alone: SELECT by name, reset, and instances over one memory; no security domains. */
export class Rig implements CardLink {
  readonly nvm = FlatNvm.format({ capacity: 16384, journal: 2048 });
  readonly random = seededRandom("card application rig");
  readonly hostRandom = seededRandom("business system");
  readonly trace: { readonly command: Uint8Array; readonly response: Uint8Array }[] = [];
  readonly #instances = new Map<number, ApplicationInstance>();
  #applications: CardApplication[] = [];
  #selected: CardApplication | undefined;

  install(content: CardAppContent): void {
    const { loadFile } = buildPackage(content, signingKey);
    const owner = this.#instances.size + 1;
    const instance: ApplicationInstance = {
      aid: content.aid,
      owner,
      nvm: this.nvm,
      random: this.random,
      installParameters: new Uint8Array(0),
      loadFile: () => loadFile,
      lifeCycle: () => this.nvm.get(REGISTRY, owner)![0]!,
      setLifeCycle: (state, write) => write.put(REGISTRY, owner, Uint8Array.of(state)),
    };
    this.nvm.transaction((write) => {
      write.put(REGISTRY, owner, Uint8Array.of(0x07));
      cardAppFactory.create(instance, write);
    });
    this.#instances.set(owner, instance);
    this.reset();
  }

  /** One STORE DATA, as the area's security domain would pass it on: all groupings or none. Gives the status word. */
  personalise(service: number, ...groupings: readonly DataGroup[]): number {
    const aid = cardAppAid("13101", service);
    const instance = [...this.#instances.values()].find((one) => equal(one.aid, aid))!;
    let sw = 0x9000;
    const refusal = new Error("refused");
    try {
      this.nvm.transaction((write) => {
        const context = {
          write,
          decryptSensitive: (hidden: Uint8Array, length: number) => decryptSensitive(DEK, hidden, length),
        };
        for (const { dgi, data } of groupings) {
          sw = cardAppFactory.personalise(instance, dgi, data, context);
          if (sw !== 0x9000) throw refusal;
        }
      });
    } catch (error) {
      if (error !== refusal) throw error;
    }
    return sw;
  }

  /** Installs and personalises a service's application with its own keys and this PIN. */
  issue(service: number, pin?: string, over: Partial<CardAppContent> = {}): void {
    this.install(definition(service, over));
    const sw = this.personalise(service, encodeServiceKeys(serviceKeysOf(service), this.hide));
    if (sw !== 0x9000) throw new Error(`personalisation answered ${sw.toString(16)}`);
    if (pin !== undefined) this.personalise(service, encodePin(pin, this.hide));
  }

  readonly hide = (plain: Uint8Array): Uint8Array => encryptSensitive(DEK, plain);

  lifeCycle(service: number): number {
    const aid = cardAppAid("13101", service);
    return [...this.#instances.values()].find((one) => equal(one.aid, aid))!.lifeCycle();
  }

  /** Power off and on: volatile state is gone, an interrupted write is recovered. */
  reset(): void {
    for (const application of this.#applications) application.deselect();
    this.nvm.device.restorePower();
    this.nvm.powerUp();
    this.#applications = [...this.#instances.values()].map((instance) => cardAppFactory.instantiate(instance));
    this.#selected = undefined;
  }

  exchange(octets: Uint8Array): Uint8Array {
    const command = CommandApdu.parse(octets);
    let response: Uint8Array;
    if (command.ins === 0xa4) {
      const found = this.#applications.find((application) => equal(application.aid, command.data));
      if (found !== undefined) this.#selected?.deselect();
      this.#selected = found ?? this.#selected;
      response = found?.select(command) ?? status(0x6a82);
    } else {
      response = this.#selected?.process(command) ?? status(0x6985);
    }
    this.trace.push({ command: concat(octets), response: concat(response) });
    return response;
  }

  async transmit(octets: Uint8Array): Promise<Uint8Array> {
    return this.exchange(octets);
  }

  open(service: number, keys: ChannelKeys = serviceKeysOf(service)): Promise<CardAppSession> {
    return openCardApp(this, cardAppAid("13101", service), keys, this.hostRandom);
  }
}
