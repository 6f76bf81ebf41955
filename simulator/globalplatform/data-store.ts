import { concat } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { type DataGroup, type StoreData, takeDataGroups } from "#card/globalplatform/commands/index.js";
import { SW } from "#card/iso7816/status-words.js";
import { readTlvs, type Tlv } from "#card/iso7816/tlv.js";
import { limited } from "../content-management/quota-write.js";
import { demand, Refusal } from "../content-management/refusal.js";
import { isStorable } from "./domain-data.js";
import type { Instances } from "./instances.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";

/** Data group that carries BER-TLV objects for the domain itself (GlobalPlatform 2.3.1, 11.11.3.2). */
const OBJECTS_DGI = 0x0070;

type Decrypt = (hidden: Uint8Array, length: number) => Uint8Array | undefined;

function objectsOf(octets: Uint8Array): Tlv[] {
  try {
    return readTlvs(octets);
  } catch (error) {
    if (isMadoguchiError(error) && error.code.startsWith("tlv.")) throw new Refusal(SW.WRONG_DATA);
    throw error;
  }
}

/** The STORE DATA commands of one domain: for itself, or for the application that INSTALL [for personalization] named. */
export class DataStore {
  readonly #registry: Registry;
  readonly #instances: Instances;
  #target: number | undefined;
  #block = 0;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(registry: Registry, instances: Instances) {
    this.#registry = registry;
    this.#instances = instances;
  }

  /** Ends a personalisation that was begun. */
  forget(): void {
    this.#target = undefined;
    this.#block = 0;
    this.#rest = new Uint8Array(0);
  }

  /** What follows goes to this application. */
  aimAt(application: RegistryElement): void {
    demand(application.kind === "application" && this.#instances.factoryOf(application) !== undefined, SW.CONDITIONS);
    this.forget();
    this.#target = application.id;
  }

  /** Takes one block. A refusal ends the sequence; the data groups that are whole in a block come into force together. */
  take(domain: RegistryElement, command: StoreData, decrypt: Decrypt): void {
    try {
      demand(command.block === this.#block, SW.WRONG_P1P2);
      this.#block++;
      this.#rest = concat(this.#rest, command.data);
      const target = this.#target === undefined ? undefined : this.#registry.get(this.#target);
      if (target !== undefined) this.#personalise(target, command, decrypt);
      else if (command.last) this.#store(domain, command);
      demand(!command.last || this.#rest.length === 0, SW.WRONG_DATA);
    } catch (error) {
      this.forget();
      throw error;
    }
    if (command.last) this.forget();
  }

  #personalise(target: RegistryElement, command: StoreData, decrypt: Decrypt): void {
    demand(command.structure === "dgi", SW.WRONG_DATA);
    const { groups, rest } = takeDataGroups(this.#rest);
    this.#rest = rest;
    if (groups.length === 0) return;
    const factory = this.#instances.factoryOf(target)!;
    const instance = this.#instances.instance(target);
    const free = this.#registry.freeBelow(target.domain);
    this.#registry.change((write) => {
      const context = { write: limited(this.#registry.nvm, write, free), decryptSensitive: decrypt };
      for (const { dgi, data } of groups) {
        const verdict = factory.personalise(instance, dgi, data, context);
        demand(verdict === SW.OK, verdict);
      }
    });
  }

  /** The domain's own data objects, all of them in one transaction at the last block. */
  #store(domain: RegistryElement, { structure, encryption }: StoreData): void {
    demand(encryption === "none", SW.FUNCTION_NOT_SUPPORTED);
    const octets = this.#rest;
    this.#rest = new Uint8Array(0);
    const objects = structure === "dgi" ? this.#fromGroups(octets) : objectsOf(octets);
    demand(objects.length > 0 && objects.every(({ tag }) => isStorable(tag)), SW.WRONG_DATA);
    const free = this.#registry.freeFor(domain);
    this.#registry.change((write) => {
      const within = limited(this.#registry.nvm, write, free);
      for (const { tag, value } of objects) within.put(domain.id, tag, value);
    });
  }

  #fromGroups(octets: Uint8Array): Tlv[] {
    const { groups, rest } = takeDataGroups(octets);
    demand(rest.length === 0 && groups.every((group: DataGroup) => group.dgi === OBJECTS_DGI), SW.WRONG_DATA);
    return groups.flatMap(({ data }) => objectsOf(data));
  }
}
