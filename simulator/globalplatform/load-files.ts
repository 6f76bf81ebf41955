import { createHash } from "node:crypto";
import { equal } from "#card/bytes/bytes.js";
import { LifeCycle } from "#card/globalplatform/commands/index.js";
import { SW } from "#card/iso7816/status-words.js";
import type { CardApplicationFactory, LoadFileDescription } from "../content-management/application-runtime.js";
import { demand } from "../content-management/refusal.js";
import type { NvmWrite } from "../nvm/nvm-store.js";
import { describeCap, looksLikeCap } from "./cap-file.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";

/** Key of the load file data block under its element. */
const DATA_BLOCK = 1;

const HASHES: Readonly<Record<number, string>> = { 20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512" };

/** Load files as NVM keeps them: one value of the size that the first block announces, filled block by block. */
export class LoadFiles {
  readonly #registry: Registry;
  readonly #factories: readonly CardApplicationFactory[];

  constructor(registry: Registry, factories: readonly CardApplicationFactory[]) {
    this.#registry = registry;
    this.#factories = factories;
  }

  dataBlock(id: number): Uint8Array {
    return this.#registry.nvm.get(id, DATA_BLOCK) ?? new Uint8Array(0);
  }

  factoryFor(loadFile: Uint8Array): CardApplicationFactory | undefined {
    return this.#factories.find((factory) => factory.recognise(loadFile));
  }

  /** Takes memory for the whole data block at once: an overfull card refuses before anything of it is written. */
  allocate(element: RegistryElement, size: number, first: Uint8Array): void {
    const block = new Uint8Array(size);
    block.set(first);
    this.#registry.change((write) => this.put(element, block, write));
  }

  /** Takes memory for a whole data block, inside a transaction. */
  put(element: RegistryElement, block: Uint8Array, write: NvmWrite): void {
    const { nvm } = this.#registry;
    demand(nvm.footprint(block.length) <= this.#registry.freeBelow(element.domain), SW.NO_SPACE);
    write.put(element.id, DATA_BLOCK, block);
  }

  append(element: RegistryElement, offset: number, octets: Uint8Array): void {
    // The registry itself stays as it is: nothing that was read of it has to be read again.
    this.#registry.nvm.transaction((write) => write.patch(element.id, DATA_BLOCK, offset, octets));
  }

  /** Last octets, checks, and the load file counts as loaded: in one transaction. */
  finish(element: RegistryElement, offset: number, octets: Uint8Array): void {
    this.#registry.change((write) => {
      if (octets.length > 0) write.patch(element.id, DATA_BLOCK, offset, octets);
      this.#settle(element, write);
    });
  }

  /** A load file that comes in one block: taking the memory, all octets and the checks are one transaction, too. */
  whole(element: RegistryElement, octets: Uint8Array): void {
    this.#registry.change((write) => {
      this.put(element, octets, write);
      this.#settle(element, write);
    });
  }

  #settle(element: RegistryElement, write: NvmWrite): void {
    const loadFile = this.dataBlock(element.id).slice();
    if (element.hash !== undefined) {
      const digest = createHash(HASHES[element.hash.length]!).update(loadFile).digest();
      demand(equal(digest, element.hash), SW.WRONG_DATA);
    }
    const { loadFileAid, modules, municipality, version } = this.#describe(loadFile);
    demand(loadFileAid === undefined || equal(loadFileAid, element.aid), SW.WRONG_DATA);
    const { hash: _checked, ...kept } = element;
    const described = {
      ...(municipality === undefined ? {} : { municipality }),
      ...(version === undefined ? {} : { version }),
    };
    this.#registry.put({ ...kept, ...described, modules, state: LifeCycle.LOAD_FILE_LOADED }, write);
  }

  /** What a load file says of itself; a file of an unknown kind says nothing and any module can be installed from it. */
  #describe(loadFile: Uint8Array): LoadFileDescription {
    const factory = this.factoryFor(loadFile);
    if (factory !== undefined) {
      const verdict = factory.validate(loadFile);
      demand(verdict === SW.OK, verdict);
      return factory.describe(loadFile);
    }
    if (!looksLikeCap(loadFile)) return { modules: [] };
    const cap = describeCap(loadFile);
    demand(cap !== undefined, SW.WRONG_DATA);
    return cap;
  }
}
