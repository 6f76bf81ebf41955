import { ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import { RESOURCES_TAG } from "#card/region/area-record.js";
import { encodeResources, LIFE_CYCLE } from "#card/region/directory.js";
import { MASTER_FILE_NAME } from "#card/region/iso-fs/names.js";
import { RegionalCardApp } from "../applications/card-app/index.js";
import type { CardContent } from "../card/card-content.js";
import type { CardApplication } from "../kernel/application.js";
import type { NvmStore } from "../nvm/nvm-store.js";
import { AreaDirectory } from "./area-directory.js";
import { AreaState } from "./area-state.js";
import { contentOf, DEACTIVATED, FileTree } from "./file-tree.js";
import { MasterFile } from "./master-file.js";
import type { FileSystemSetup } from "./setup.js";

/** Content management of a card with a native file system: master file, area directory, and the DFs of card applications. */
export class NativeFileSystem implements CardContent {
  /** The master file: selected by default after every reset. */
  readonly issuerDomain: CardApplication;
  /** A native card of ours has no state in which it is locked as a whole. */
  readonly locked = false;
  readonly #area: AreaDirectory;
  readonly #tree: FileTree;
  readonly #random: FileSystemSetup["random"];
  readonly #living = new Map<number, CardApplication>();

  /** Over a memory that was used before, or a new one: a new one is filled as `setup` says, in one transaction. */
  constructor(nvm: NvmStore, setup: FileSystemSetup) {
    const reservedAids = [...(setup.reservedAids ?? []), ISSUER_DOMAIN_AID, REGIONAL_DOMAIN_AID, MASTER_FILE_NAME];
    const state = new AreaState(nvm);
    this.#tree = new FileTree(nvm, setup);
    this.#random = setup.random;
    this.issuerDomain = new MasterFile((tag) => this.#told(tag, setup.issuerData), setup.extendedLength ?? true);
    this.#area = new AreaDirectory({
      state,
      tree: this.#tree,
      setup: { ...setup, reservedAids },
      drop: (id) => void this.#living.delete(id),
    });
    if (!state.issued) nvm.transaction((write) => state.issue(setup.settingKeys, write));
  }

  /** What the master file tells: the issuer's objects, and what of the card is free beside what is reserved. */
  #told(tag: number, issuerData: FileSystemSetup["issuerData"]): Uint8Array | undefined {
    const tree = this.#tree;
    if (tag !== RESOURCES_TAG) return issuerData.get(tag);
    return encodeResources(tree.directories.size, tree.freeAfterIssuance, tree.freeVolatile);
  }

  get heldAfterIssuance(): number {
    return this.#tree.used;
  }

  applications(): readonly CardApplication[] {
    const selectable = [...this.#tree.directories.values()].filter(
      ({ state }) => state !== LIFE_CYCLE.LOADED && (state & DEACTIVATED) === 0,
    );
    return [this.issuerDomain, this.#area, ...selectable.map(({ id }) => this.#application(id))];
  }

  #application(id: number): CardApplication {
    let application = this.#living.get(id);
    if (application === undefined) {
      const content = contentOf(this.#tree.directories.get(id)!);
      application = new RegionalCardApp(this.#tree.host(id, this.#random), content);
      this.#living.set(id, application);
    }
    return application;
  }

  /** The card was powered up or reset: everything volatile is gone, NVM is read anew. */
  powerUp(): void {
    this.issuerDomain.deselect();
    this.#area.deselect();
    this.#living.clear();
    this.#tree.forget();
  }
}
