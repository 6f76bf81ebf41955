import { concat, equal } from "#card/bytes/bytes.js";
import { SW } from "#card/iso7816/status-words.js";
import { type DirectoryEntry, LIFE_CYCLE } from "#card/region/directory.js";
import {
  type DirectoryParameters,
  decodeDirectory,
  decodeRecordFile,
  encodeDirectory,
  encodeRecordFile,
} from "#card/region/iso-fs/control-parameters.js";
import { volatileSize } from "#card/region/load-file/size.js";
import type { CardAppContent, PackageFile } from "#card/region/package.js";
import type { InstanceHost } from "../applications/card-app/index.js";
import { limited } from "../content-management/quota-write.js";
import { required } from "../content-management/refusal.js";
import type { NvmStore, NvmWrite } from "../nvm/nvm-store.js";
import { type FileSystemSetup, OWNERS } from "./setup.js";

/** Bit of a state octet that DEACTIVATE FILE sets: as in GlobalPlatform's registry, so that the directory tells it the same way. */
export const DEACTIVATED = 0x80;

/** The DF of one card application. */
export interface Directory {
  /** Key of its entry, and owner number of all its objects. */
  readonly id: number;
  /** Life cycle octet of the area's listing (`LIFE_CYCLE`), with `DEACTIVATED`. */
  readonly state: number;
  readonly parameters: DirectoryParameters;
  readonly files: readonly PackageFile[];
}

/** Memory key of an EF's control parameters under its DF's owner number; its records are the runtime's. */
const FILE_PARAMETERS = 0x200;
/** The entry is the state octet, then the control parameters. */
const STATE_OFFSET = 0;

/** The DFs and EFs below the area directory, and the memory they hold. NVM is the truth; reads are remembered. */
export class FileTree {
  readonly nvm: NvmStore;
  readonly quota: number;
  readonly #capacity: number;
  readonly #volatile: number;
  #directories: ReadonlyMap<number, Directory> | undefined;

  /** `quota` and `volatile`: octets that the area may hold, and of volatile memory that its applications share. */
  constructor(nvm: NvmStore, { quota, capacity, volatile }: Pick<FileSystemSetup, "quota" | "capacity" | "volatile">) {
    this.nvm = nvm;
    this.quota = quota;
    this.#capacity = capacity ?? nvm.capacity;
    this.#volatile = volatile;
  }

  /** Drops what was remembered: after a reset, and after anything that wrote. */
  forget(): void {
    this.#directories = undefined;
  }

  /** All DFs in the order of their creation. */
  get directories(): ReadonlyMap<number, Directory> {
    this.#directories ??= new Map(this.nvm.keys(OWNERS.directories).map((id) => [id, this.#read(id)]));
    return this.#directories;
  }

  #read(id: number): Directory {
    const entry = this.nvm.get(OWNERS.directories, id)!;
    const parameters = decodeDirectory(entry.slice(1))!;
    const keys = this.nvm.keys(id).filter((key) => key >= FILE_PARAMETERS);
    const files = keys.map((key) => decodeRecordFile(this.nvm.get(id, key)!, parameters)!);
    return { id, state: entry[STATE_OFFSET]!, parameters, files: files.sort((a, b) => a.id - b.id) };
  }

  byFileId(fileId: number): Directory | undefined {
    return [...this.directories.values()].find(({ parameters }) => parameters.fileId === fileId);
  }

  byName(name: Uint8Array): Directory | undefined {
    return [...this.directories.values()].find(({ parameters }) => equal(parameters.content.aid, name));
  }

  /** Runs `body` as one transaction within the area's quota: all its writes, or none and a refusal with 6A84. */
  change<T>(body: (write: NvmWrite) => T): T {
    const { free } = this;
    try {
      return this.nvm.transaction((write) => body(limited(this.nvm, write, free)));
    } finally {
      this.forget();
    }
  }

  /** An id that no DF has. */
  freeId(): number {
    let id: number = OWNERS.firstDirectory;
    while (this.directories.has(id)) id++;
    return id;
  }

  create(id: number, parameters: DirectoryParameters, write: NvmWrite): void {
    const entry = concat(Uint8Array.of(LIFE_CYCLE.LOADED), encodeDirectory(parameters));
    write.put(OWNERS.directories, id, entry);
  }

  addFile(id: number, file: PackageFile, write: NvmWrite): void {
    write.put(id, FILE_PARAMETERS + file.id, encodeRecordFile(file));
  }

  setState(id: number, state: number, write: NvmWrite): void {
    write.patch(OWNERS.directories, id, STATE_OFFSET, Uint8Array.of(state));
  }

  /** The state octet as it is now, inside a running transaction too. */
  state(id: number): number {
    return this.nvm.get(OWNERS.directories, id)?.[STATE_OFFSET] ?? 0;
  }

  /** The DF and everything in it. */
  remove(id: number, write: NvmWrite): void {
    write.delete(OWNERS.directories, id);
    write.deleteOwner(id);
  }

  /** Octets that a DF holds, its entry and all headers included. */
  held(id: number): number {
    const entry = this.nvm.get(OWNERS.directories, id);
    return (entry === undefined ? 0 : this.nvm.footprint(entry.length)) + this.nvm.heldBy(id);
  }

  /** Octets that the area holds: keys, record, and every DF. */
  get used(): number {
    const own = this.nvm.heldBy(OWNERS.area) + this.nvm.heldBy(OWNERS.directories);
    return this.nvm.keys(OWNERS.directories).reduce((sum, id) => sum + this.nvm.heldBy(id), own);
  }

  /** Octets that are left of all that is not the issuer's: the area's quota is a part of it. */
  get freeAfterIssuance(): number {
    return Math.max(0, Math.min(this.nvm.free, this.#capacity - this.used));
  }

  /** Octets that may still be taken: what the quota and the card's memory leave. */
  get free(): number {
    return Math.max(0, Math.min(this.freeAfterIssuance, this.quota - this.used));
  }

  /** Octets of volatile memory that no DF has taken: each takes its part when it is created and gives it back when it is deleted. */
  get freeVolatile(): number {
    let free = this.#volatile;
    for (const { parameters } of this.directories.values()) free -= volatileSize(parameters.content);
    return Math.max(0, free);
  }

  /** The directory as GET DATA tells it, without a key. */
  entries(): DirectoryEntry[] {
    return [...this.directories.values()].map(({ id, state, parameters: { fileId, content } }) => ({
      aid: content.aid,
      loadFileAid: content.loadFileAid,
      lifeCycle: state,
      municipality: content.municipality,
      version: content.version,
      fileId,
      size: this.held(id),
    }));
  }

  /** What the runtime of an application gets to see of its DF. A deactivated DF keeps that bit whatever its runtime does. */
  host(id: number, random: InstanceHost["random"]): InstanceHost {
    const { parameters } = required(this.directories.get(id), SW.CONDITIONS);
    return {
      aid: parameters.content.aid,
      owner: id,
      nvm: this.nvm,
      random,
      lifeCycle: () => this.state(id) & ~DEACTIVATED,
      setLifeCycle: (state, write) => {
        this.setState(id, state | (this.state(id) & DEACTIVATED), write);
        this.forget();
      },
    };
  }
}

/** The application's definition, rebuilt from its DF and EFs. */
export function contentOf({ parameters, files }: Directory): CardAppContent {
  return { ...parameters.content, files };
}
