import { equal, startsWith } from "#card/bytes/bytes.js";
import { LifeCycle, Privilege } from "#card/globalplatform/commands/index.js";
import { SW } from "#card/iso7816/status-words.js";
import { limited } from "../content-management/quota-write.js";
import { demand } from "../content-management/refusal.js";
import type { ApplicationSource, CardApplication } from "../kernel/application.js";
import type { NvmStore } from "../nvm/nvm-store.js";
import { cardState } from "./authority.js";
import type { ChannelSetup } from "./domain-channel.js";
import { DomainData } from "./domain-data.js";
import { Installer } from "./installer.js";
import { Instances } from "./instances.js";
import { KeySets } from "./key-sets.js";
import { LoadFiles } from "./load-files.js";
import { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";
import { type DomainServices, SecurityDomain } from "./security-domain.js";
import { FIRST_ELEMENT, type GlobalPlatformSetup, type SecurityDomainSetup, type TenantSetup } from "./setup.js";
import { VolatileMemory } from "./volatile-memory.js";

/** Privileges that an issuer security domain has in every case (GlobalPlatform 2.3.1, 6.6.2.5). */
export const ISSUER_PRIVILEGES =
  Privilege.SECURITY_DOMAIN |
  Privilege.CARD_LOCK |
  Privilege.CARD_TERMINATE |
  Privilege.CARD_RESET |
  Privilege.TRUSTED_PATH |
  Privilege.AUTHORIZED_MANAGEMENT |
  Privilege.GLOBAL_DELETE |
  Privilege.GLOBAL_LOCK |
  Privilege.GLOBAL_REGISTRY;

/** Privileges of the regional domain and of the areas below it (decision 0002). */
export const AREA_PRIVILEGES = Privilege.SECURITY_DOMAIN | Privilege.AUTHORIZED_MANAGEMENT | Privilege.TRUSTED_PATH;

/** Content management of one card: its security domains, and the applications that were loaded after issuance. */
export class GlobalPlatform implements ApplicationSource {
  readonly #registry: Registry;
  readonly #files: LoadFiles;
  readonly #instances: Instances;
  readonly #setup: GlobalPlatformSetup;
  readonly #services: DomainServices;
  readonly #domains = new Map<number, SecurityDomain>();
  #selectable: readonly CardApplication[] | undefined;

  /** Over a memory that was used before, or a new one: a new one is filled as `setup` says, in one transaction. */
  constructor(nvm: NvmStore, setup: GlobalPlatformSetup) {
    const registry = new Registry(nvm);
    const files = new LoadFiles(registry, setup.factories);
    this.#registry = registry;
    this.#setup = setup;
    this.#files = files;
    this.#instances = new Instances(registry, files, setup.random);
    const volatile = new VolatileMemory(registry, this.#instances, setup.volatile);
    const installer = new Installer(registry, files, this.#instances, volatile, setup.reservedAids ?? []);
    const data = new DomainData(registry, volatile, setup);
    this.#services = { registry, instances: this.#instances, installer, data, volatile, setup };
    registry.onChange = () => {
      this.#selectable = undefined;
    };
    if (registry.elements.size === 0) this.#issue();
  }

  #issue(): void {
    const { issuerDomain, regionalDomain } = this.#setup;
    const { nvm } = this.#registry;
    const element = (setup: SecurityDomainSetup, id: number, state: number): RegistryElement => ({
      id,
      kind: "domain",
      state,
      privileges: setup.privileges,
      domain: FIRST_ELEMENT,
      loadFile: 0,
      aid: setup.aid,
      modules: [],
    });
    this.#registry.change((write) => {
      const fresh = ({ keys }: SecurityDomainSetup) => keys.map((set) => ({ ...set, sequence: 0 }));
      const root = element(issuerDomain, FIRST_ELEMENT, LifeCycle.CARD_SECURED);
      this.#registry.put(root, write);
      new KeySets(nvm, FIRST_ELEMENT).store(fresh(issuerDomain), write);
      if (regionalDomain !== undefined) {
        const id = FIRST_ELEMENT + 1;
        const { quota } = regionalDomain;
        this.#registry.put({ ...element(regionalDomain, id, LifeCycle.PERSONALIZED), quota }, write);
        new KeySets(nvm, id).store(fresh(regionalDomain), write);
      }
    });
    this.#limit();
    for (const tenant of this.#setup.tenants ?? []) this.#settle(tenant);
  }

  /** What comes after the issuer is limited by a quota on the issuer's own domain, beside what is below it from issuance. */
  #limit(): void {
    const { capacity } = this.#setup;
    if (capacity === undefined) return;
    const quota = capacity + this.#registry.heldBelow(FIRST_ELEMENT);
    const root = this.#registry.get(FIRST_ELEMENT)!;
    this.#registry.change((write) => this.#registry.put({ ...root, quota }, write));
  }

  /** Puts a tenant under the issuer security domain, as its LOAD and INSTALL would. Refuses with 6A84 where there is no room for it. */
  #settle({ loadFileAid, moduleAid, aid, loadFile }: TenantSetup): void {
    const common = { privileges: 0, domain: FIRST_ELEMENT, modules: [moduleAid] };
    const id = this.#registry.freeId();
    const state = LifeCycle.LOAD_FILE_LOADED;
    const file: RegistryElement = { ...common, id, kind: "load-file", state, loadFile: 0, aid: loadFileAid };
    const room = this.#registry.freeBelow(FIRST_ELEMENT);
    this.#registry.change((write) => {
      const within = limited(this.#registry.nvm, write, room);
      this.#registry.put(file, within);
      this.#files.put(file, loadFile, within);
    });
    const instance: RegistryElement = {
      ...common,
      id: this.#registry.freeId(),
      kind: "application",
      state: LifeCycle.SELECTABLE,
      loadFile: id,
      aid,
    };
    const { volatile } = this.#services;
    demand(volatile.sizeOf(instance) <= volatile.free, SW.NO_SPACE);
    const free = this.#registry.freeBelow(FIRST_ELEMENT);
    this.#registry.change((write) => {
      const within = limited(this.#registry.nvm, write, free);
      this.#registry.put(instance, within);
      this.#files.factoryFor(loadFile)?.create(this.#instances.instance(instance), within);
    });
  }

  get heldAfterIssuance(): number {
    return this.#registry.heldAfterIssuance;
  }

  /** The issuer security domain: selected by default after every reset. */
  get issuerDomain(): CardApplication {
    return this.#domain(this.#registry.get(FIRST_ELEMENT)!);
  }

  /** All that can be selected now, the issuer security domain first; on a locked card that one alone. */
  applications(): readonly CardApplication[] {
    this.#selectable ??= this.#findSelectable();
    return this.#selectable;
  }

  /** True when the issuer locked or terminated the card: no other application, the issuer's own included, may be selected. */
  get locked(): boolean {
    const state = cardState(this.#registry);
    return state === LifeCycle.CARD_LOCKED || state === LifeCycle.CARD_TERMINATED;
  }

  /** The `occurrence`-th (from 0) of `applications` whose AID begins with `name`. */
  find(name: Uint8Array, occurrence: number): CardApplication | undefined {
    let left = occurrence;
    for (const application of this.applications()) {
      if (startsWith(application.aid, name) && left-- === 0) return application;
    }
    return undefined;
  }

  /** The card was powered up or reset: everything volatile is gone, NVM is read anew. */
  powerUp(): void {
    for (const domain of this.#domains.values()) domain.deselect();
    this.#instances.forget();
    this.#registry.forget();
  }

  #findSelectable(): readonly CardApplication[] {
    if (this.locked) return [this.issuerDomain];
    const selectable: CardApplication[] = [];
    for (const element of this.#registry.elements.values()) {
      if (element.kind === "load-file") continue;
      const issuer = element.id === FIRST_ELEMENT;
      const ready = (element.state & LifeCycle.LOCKED) === 0 && element.state >= LifeCycle.SELECTABLE;
      if (!issuer && !ready) continue;
      selectable.push(element.kind === "domain" ? this.#domain(element) : this.#instances.application(element));
    }
    return selectable;
  }

  #domain(element: RegistryElement): SecurityDomain {
    let domain = this.#domains.get(element.id);
    if (domain === undefined || !equal(domain.aid, element.aid)) {
      domain = new SecurityDomain(element, this.#scpOf(element), this.#services);
      this.#domains.set(element.id, domain);
    }
    return domain;
  }

  /** Areas speak the channel of the regional domain, all others that of the issuer. */
  #scpOf(element: RegistryElement): ChannelSetup {
    const { issuerDomain, regionalDomain } = this.#setup;
    if (regionalDomain === undefined) return issuerDomain.scp;
    const root = this.#registry.find(regionalDomain.aid);
    return root !== undefined && this.#registry.isWithin(element, root.id) ? regionalDomain.scp : issuerDomain.scp;
  }
}
