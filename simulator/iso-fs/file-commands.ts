import { equal, readUintBE } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { decryptSensitive } from "#card/globalplatform/scp03/dek.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { tlv } from "#card/iso7816/tlv.js";
import { AREA_RECORD_TAG, parseAreaRecord } from "#card/region/area-record.js";
import {
  DGI_PIN,
  DGI_PIN_LOCK,
  DGI_SERVICE_KEYS,
  decodeServiceKeys,
  type Reveal,
} from "#card/region/card-app/personalisation.js";
import { LIFE_CYCLE } from "#card/region/directory.js";
import {
  type DirectoryParameters,
  decodeDirectory,
  decodeRecordFile,
  encodeDirectory,
  FILE_STATE,
} from "#card/region/iso-fs/control-parameters.js";
import { AREA_KEYS_TAG, FIRST_DF, LAST_DF } from "#card/region/iso-fs/names.js";
import { findFault } from "#card/region/load-file/check.js";
import { instanceSize, volatileSize } from "#card/region/load-file/size.js";
import { InstanceMemory, personalise } from "../applications/card-app/index.js";
import { demand, required } from "../content-management/refusal.js";
import { areaObject } from "./area-objects.js";
import type { AreaKeySet, AreaState } from "./area-state.js";
import { contentOf, DEACTIVATED, type Directory, type FileTree } from "./file-tree.js";
import type { FileSystemSetup } from "./setup.js";

const NOTHING = new Uint8Array(0);

/** Octets of data that a short answer holds beside its padding, status and checksum. */
const LONGEST_PROTECTED = 223;

/** P2 of SELECT: control parameters, or no answer (ISO/IEC 7816-4, table 63). */
const RETURN_FCP = 0x04;
const RETURN_NOTHING = 0x0c;

/** What the commands of a session work on. */
export interface FileSystem {
  readonly state: AreaState;
  readonly tree: FileTree;
  readonly setup: FileSystemSetup;
  /** The living application of a DF is gone, or another than it was. */
  drop(id: number): void;
}

/**
 * The commands that change the area, as they arrive inside a session. One instance serves one session: it knows which DF is current.
 * Each is one transaction; a refusal changes nothing.
 */
export class FileCommands {
  readonly #system: FileSystem;
  readonly #keys: AreaKeySet;
  #current: number | undefined;

  constructor(system: FileSystem, keys: AreaKeySet) {
    this.#system = system;
    this.#keys = keys;
  }

  /** GET DATA: what everyone may read, here with a checksum; an object that a protected short answer cannot hold is 6700. */
  getData({ p1, p2, data }: CommandApdu): Uint8Array {
    demand(data.length === 0, SW.WRONG_LENGTH);
    const { state, tree, setup } = this.#system;
    const value = required(areaObject((p1 << 8) | p2, state, tree, setup), SW.REFERENCE_NOT_FOUND);
    demand(value.length <= LONGEST_PROTECTED, SW.WRONG_LENGTH);
    return value;
  }

  readonly #reveal: Reveal = (hidden, length) => decryptSensitive(this.#keys.dek, hidden, length);

  /** Setting keys open nothing but the putting of the area keys; the area keys, all else once the area is set. */
  #demandArea(): void {
    demand(this.#keys.use === "area", SW.SECURITY_STATUS);
    demand(this.#system.state.record !== undefined, SW.CONDITIONS);
  }

  #directory(): Directory {
    const id = required(this.#current, SW.NO_CURRENT_EF);
    return required(this.#system.tree.directories.get(id), SW.NO_CURRENT_EF);
  }

  /** SELECT of a DF by its file identifier: it becomes current for the commands that follow. */
  select({ p1, p2, data }: CommandApdu): Uint8Array {
    this.#demandArea();
    demand(p1 === 0x01 && (p2 === RETURN_FCP || p2 === RETURN_NOTHING), SW.WRONG_P1P2);
    demand(data.length === 2, SW.WRONG_LENGTH);
    const directory = required(this.#system.tree.byFileId(readUintBE(data, 0, 2)), SW.NOT_FOUND);
    this.#current = directory.id;
    if (p2 === RETURN_NOTHING) return NOTHING;
    const { state } = directory;
    const deactivated = (state & DEACTIVATED) !== 0;
    const active = deactivated ? FILE_STATE.DEACTIVATED : FILE_STATE.ACTIVATED;
    return encodeDirectory(directory.parameters, state === LIFE_CYCLE.LOADED ? FILE_STATE.CREATION : active);
  }

  /** CREATE FILE (ISO/IEC 7816-9): a DF in the area, or an EF in the current DF while that is being created. */
  create({ p1, p2, data }: CommandApdu): Uint8Array {
    this.#demandArea();
    demand(p1 === 0 && p2 === 0, SW.WRONG_P1P2);
    const parameters = decodeDirectory(data);
    if (parameters === undefined) this.#createFile(data);
    else this.#createDirectory(parameters);
    return NOTHING;
  }

  #createDirectory(parameters: DirectoryParameters): void {
    const { tree, setup } = this.#system;
    const { fileId, content, size } = parameters;
    demand(fileId >= FIRST_DF && fileId <= LAST_DF, SW.WRONG_DATA);
    demand(tree.byFileId(fileId) === undefined, SW.FILE_EXISTS);
    const reserved = setup.reservedAids ?? [];
    const taken = tree.byName(content.aid) !== undefined || reserved.some((name) => equal(name, content.aid));
    demand(!taken, SW.NAME_EXISTS);
    demand(size <= tree.free, SW.NO_SPACE);
    demand(volatileSize(content) <= tree.freeVolatile, SW.NO_SPACE);
    const id = tree.freeId();
    tree.change((write) => {
      tree.create(id, parameters, write);
      tree.forget();
      new InstanceMemory(tree.host(id, setup.random), content).allocateOwn(write);
    });
    this.#current = id;
  }

  #createFile(data: Uint8Array): void {
    const { tree, setup } = this.#system;
    demand(this.#current !== undefined, SW.WRONG_DATA);
    const directory = this.#directory();
    const file = required(decodeRecordFile(data, directory.parameters), SW.WRONG_DATA);
    demand(directory.state === LIFE_CYCLE.LOADED, SW.CONDITIONS);
    demand(!directory.files.some(({ id }) => id === file.id), SW.FILE_EXISTS);
    const memory = new InstanceMemory(tree.host(directory.id, setup.random), contentOf(directory));
    tree.change((write) => {
      tree.addFile(directory.id, file, write);
      memory.allocateFile(write, file);
    });
  }

  /** ACTIVATE FILE: the current DF, once all its files are there; it can be selected from now on. */
  activate(command: CommandApdu): Uint8Array {
    const directory = this.#administered(command);
    if (directory.state === LIFE_CYCLE.LOADED) {
      const content = contentOf(directory);
      const whole = findFault(content) === undefined && instanceSize(content) === directory.parameters.size;
      demand(whole, SW.CONDITIONS);
      return this.#setState(directory, LIFE_CYCLE.SELECTABLE);
    }
    return this.#setState(directory, directory.state & ~DEACTIVATED);
  }

  /** DEACTIVATE FILE: the current DF cannot be selected until it is activated again. */
  deactivate(command: CommandApdu): Uint8Array {
    const directory = this.#administered(command);
    demand(directory.state !== LIFE_CYCLE.LOADED, SW.CONDITIONS);
    return this.#setState(directory, directory.state | DEACTIVATED);
  }

  #administered({ p1, p2, data }: CommandApdu): Directory {
    this.#demandArea();
    demand(p1 === 0 && p2 === 0, SW.WRONG_P1P2);
    demand(data.length === 0, SW.WRONG_LENGTH);
    return this.#directory();
  }

  #setState({ id }: Directory, state: number): Uint8Array {
    const { tree } = this.#system;
    tree.change((write) => tree.setState(id, state, write));
    this.#system.drop(id);
    return NOTHING;
  }

  /** DELETE FILE: a DF by its file identifier, with all that is in it, whole or torn. */
  delete({ p1, p2, data }: CommandApdu): Uint8Array {
    this.#demandArea();
    demand(p1 === 0 && p2 === 0, SW.WRONG_P1P2);
    demand(data.length === 2, SW.WRONG_LENGTH);
    const { tree } = this.#system;
    const { id } = required(tree.byFileId(readUintBE(data, 0, 2)), SW.NOT_FOUND);
    tree.change((write) => tree.remove(id, write));
    this.#system.drop(id);
    if (this.#current === id) this.#current = undefined;
    return NOTHING;
  }

  /** PUT DATA: the area's keys and record, or a data grouping of the current DF. */
  putData({ p1, p2, data }: CommandApdu): Uint8Array {
    const tag = (p1 << 8) | p2;
    if (tag === AREA_KEYS_TAG) this.#putAreaKeys(data);
    else if (tag === AREA_RECORD_TAG) this.#putAreaRecord(data);
    else {
      this.#demandArea();
      demand([DGI_SERVICE_KEYS, DGI_PIN, DGI_PIN_LOCK].includes(tag), SW.REFERENCE_NOT_FOUND);
      this.#personalise(tag, data);
    }
    return NOTHING;
  }

  #putAreaKeys(data: Uint8Array): void {
    const { tree, state, setup } = this.#system;
    const keys = required(decodeServiceKeys(data, this.#reveal), SW.WRONG_DATA);
    demand(keys.version >= 1 && keys.version <= 0x7f && keys.enc.length === setup.keyLength, SW.WRONG_DATA);
    tree.change((write) => state.setAreaKeys(keys, write));
  }

  #putAreaRecord(data: Uint8Array): void {
    demand(this.#keys.use === "area", SW.SECURITY_STATUS);
    const { tree, state } = this.#system;
    try {
      parseAreaRecord(tlv(AREA_RECORD_TAG, data));
    } catch (error) {
      demand(!isMadoguchiError(error, "area.bad-record"), SW.WRONG_DATA);
      throw error;
    }
    tree.change((write) => state.setRecord(data, write));
  }

  /** UPDATE RECORD of an EF of the current DF, by record number and short identifier. */
  updateRecord({ p1, p2, data }: CommandApdu): Uint8Array {
    this.#demandArea();
    demand((p2 & 0x07) === 0x04, SW.FUNCTION_NOT_SUPPORTED);
    this.#personalise(((p2 >> 3) << 8) | p1, data);
    return NOTHING;
  }

  #personalise(dgi: number, data: Uint8Array): void {
    const { tree, setup } = this.#system;
    const directory = this.#directory();
    demand(directory.state !== LIFE_CYCLE.LOADED, SW.CONDITIONS);
    const content = contentOf(directory);
    const memory = new InstanceMemory(tree.host(directory.id, setup.random), content);
    tree.change((write) => {
      const verdict = personalise(memory, content, dgi, data, { write, decryptSensitive: this.#reveal });
      demand(verdict === SW.OK, verdict);
    });
  }
}
