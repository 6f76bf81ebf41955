import type { RandomSource } from "#card/ports/random.js";
import type { CardApplication } from "../kernel/application.js";
import type { NvmStore, NvmWrite } from "../nvm/nvm-store.js";

/** What a load file says of itself. */
export interface LoadFileDescription {
  /** AID that the load file must be loaded under; any when absent. */
  readonly loadFileAid?: Uint8Array;
  /** AIDs of the modules that can be installed from it. */
  readonly modules: readonly Uint8Array[];
  /** Five-digit code of the owning municipality, for the directory. */
  readonly municipality?: string;
  readonly version?: string;
}

/** An installed instance as its runtime sees it. It stays valid until the card is reset or the instance is deleted. */
export interface ApplicationInstance {
  readonly aid: Uint8Array;
  /** Owner number of everything this instance keeps in NVM; its keys are the runtime's own to choose. */
  readonly owner: number;
  readonly nvm: NvmStore;
  readonly random: RandomSource;
  /** Application-specific install parameters (`C9` of INSTALL), empty when there were none. */
  readonly installParameters: Uint8Array;
  /** The load file data block that the instance was installed from. */
  loadFile(): Uint8Array;
  /** Life cycle octet of the registry (GlobalPlatform 2.3.1, 5.3.1). */
  lifeCycle(): number;
  /** Changes the life cycle octet, inside a transaction of the caller's. */
  setLifeCycle(state: number, write: NvmWrite): void;
}

/** What a runtime may use while it is being personalised. */
export interface PersonalisationContext {
  /** The transaction of the STORE DATA command: all its DGIs come into force together, or none. */
  readonly write: NvmWrite;
  /** `length` octets that came under the DEK of the security domain; undefined when `hidden` cannot hold them. */
  decryptSensitive(hidden: Uint8Array, length: number): Uint8Array | undefined;
}

/**
 * Runtime of one kind of card application: it makes living applications out of load files that it recognises.
 * Load files that no factory recognises become inert applications. Status words are plain numbers, 0x9000 for success.
 */
export interface CardApplicationFactory {
  /** True for load files of this kind, told by their first octets. */
  recognise(loadFile: Uint8Array): boolean;
  /**
   * Checks a load file: at the last LOAD without, and at INSTALL [for install] with its parameters.
   * Anything but 0x9000 is the answer to that command, and nothing is changed.
   */
  validate(loadFile: Uint8Array, installParameters?: Uint8Array): number;
  /** Asked for after `validate` only. */
  describe(loadFile: Uint8Array): LoadFileDescription;
  /** Octets of volatile memory that an instance of a load file takes from its installation to its deletion. Asked for after `validate` only. */
  volatileSize(loadFile: Uint8Array): number;
  /** Writes what a fresh instance holds. `nvm.full` may pass through: the card then answers 6A84 and changes nothing. */
  create(instance: ApplicationInstance, write: NvmWrite): void;
  /** The application as the dispatcher sees it; called once after each reset. It must not write. */
  instantiate(instance: ApplicationInstance): CardApplication;
  /** Takes one data group of STORE DATA; anything but 0x9000 undoes the whole command. */
  personalise(instance: ApplicationInstance, dgi: number, data: Uint8Array, context: PersonalisationContext): number;
}
