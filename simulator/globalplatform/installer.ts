import { equal } from "#card/bytes/bytes.js";
import {
  decodeInstallParameters,
  type InstallForExtradition,
  type InstallForInstall,
  type InstallForLoad,
  type InstallForMakeSelectable,
  type InstallForRegistryUpdate,
  LifeCycle,
  Privilege,
} from "#card/globalplatform/commands/index.js";
import { SW } from "#card/iso7816/status-words.js";
import { SECURITY_DOMAIN_LOAD_FILE, SECURITY_DOMAIN_MODULE } from "#card/region/aids.js";
import { limited } from "../content-management/quota-write.js";
import { demand, required } from "../content-management/refusal.js";
import { demandGrantable, demandManager, demandOwn } from "./authority.js";
import type { Instances } from "./instances.js";
import type { LoadFiles } from "./load-files.js";
import { LoadSession } from "./load-session.js";
import type { Registry } from "./registry.js";
import { encodeElement, LOADING, type RegistryElement } from "./registry-element.js";
import type { VolatileMemory } from "./volatile-memory.js";

/** Carries out INSTALL for a security domain that acts. Each call is one transaction; a refusal changes nothing. */
export class Installer {
  readonly #registry: Registry;
  readonly #files: LoadFiles;
  readonly #instances: Instances;
  readonly #volatile: VolatileMemory;
  readonly #reserved: readonly Uint8Array[];

  constructor(
    registry: Registry,
    files: LoadFiles,
    instances: Instances,
    volatile: VolatileMemory,
    reserved: readonly Uint8Array[],
  ) {
    this.#registry = registry;
    this.#files = files;
    this.#instances = instances;
    this.#volatile = volatile;
    this.#reserved = reserved;
  }

  #demandNewAid(aid: Uint8Array): void {
    const taken = this.#registry.find(aid) !== undefined || this.#reserved.some((reserved) => equal(reserved, aid));
    demand(!taken && !equal(aid, SECURITY_DOMAIN_LOAD_FILE), SW.CONDITIONS);
  }

  /** Announces a load file; the LOAD commands that follow belong to the session that is given back. */
  forLoad(acting: RegistryElement, command: InstallForLoad): LoadSession {
    demandManager(this.#registry, acting);
    this.#demandNewAid(command.loadFileAid);
    const domain = command.domainAid === undefined ? acting : demandOwn(this.#registry, acting, command.domainAid);
    demand(domain.kind === "domain", SW.CONDITIONS);
    const { codeSpace, volatileSpace, dataSpace } = decodeInstallParameters(command.parameters);
    const { nvm } = this.#registry;
    const element: RegistryElement = {
      id: this.#registry.freeId(),
      kind: "load-file",
      state: LOADING,
      privileges: 0,
      domain: domain.id,
      loadFile: 0,
      aid: command.loadFileAid,
      modules: [],
      ...(command.hash === undefined ? {} : { hash: command.hash }),
    };
    const entry = nvm.footprint(encodeElement(element).length);
    const need = entry + (codeSpace === undefined ? 0 : nvm.footprint(codeSpace)) + (dataSpace ?? 0);
    demand(need <= this.#registry.freeBelow(domain.id), SW.NO_SPACE);
    demand((volatileSpace ?? 0) <= this.#volatile.free, SW.NO_SPACE);
    this.#registry.change((write) => this.#registry.put(element, write));
    return new LoadSession(this.#registry, this.#files, element);
  }

  forInstall(acting: RegistryElement, command: InstallForInstall): void {
    demandManager(this.#registry, acting);
    this.#demandNewAid(command.applicationAid);
    demandGrantable(acting, command.privileges);
    const state = command.purpose === "install" ? LifeCycle.INSTALLED : LifeCycle.SELECTABLE;
    const { application, volatileSpace, dataSpace } = decodeInstallParameters(command.parameters);
    const common = {
      id: this.#registry.freeId(),
      state,
      privileges: command.privileges,
      aid: command.applicationAid,
      modules: [command.moduleAid],
      ...(application === undefined ? {} : { parameters: application.slice() }),
    };
    const isDomain = (command.privileges & Privilege.SECURITY_DOMAIN) !== 0;
    if (equal(command.loadFileAid, SECURITY_DOMAIN_LOAD_FILE)) {
      demand(equal(command.moduleAid, SECURITY_DOMAIN_MODULE), SW.REFERENCE_NOT_FOUND);
      demand(isDomain, SW.WRONG_DATA);
      const quota = dataSpace === undefined ? {} : { quota: dataSpace };
      this.#addDomain({ ...common, ...quota, kind: "domain", domain: acting.id, loadFile: 0 });
      return;
    }
    demand(!isDomain, SW.WRONG_DATA);
    const file = demandOwn(this.#registry, acting, command.loadFileAid);
    demand(file.kind === "load-file" && file.state === LifeCycle.LOAD_FILE_LOADED, SW.REFERENCE_NOT_FOUND);
    const known = file.modules.length === 0 || file.modules.some((module) => equal(module, command.moduleAid));
    demand(known, SW.REFERENCE_NOT_FOUND);
    const volatile = volatileSpace === undefined ? {} : { volatile: volatileSpace };
    const element = { ...common, ...volatile, kind: "application", domain: file.domain, loadFile: file.id } as const;
    this.#addApplication(element, dataSpace ?? 0);
  }

  #addDomain(element: RegistryElement): void {
    const entry = this.#registry.nvm.footprint(encodeElement(element).length);
    demand(entry <= this.#registry.freeBelow(element.domain), SW.NO_SPACE);
    // A quota is a limit, not a reservation: it may not be wider than the limits above it.
    demand((element.quota ?? 0) <= this.#registry.limitOf(element.domain), SW.NO_SPACE);
    this.#registry.change((write) => this.#registry.put(element, write));
  }

  #addApplication(element: RegistryElement, dataSpace: number): void {
    const { nvm } = this.#registry;
    const loadFile = this.#files.dataBlock(element.loadFile).slice();
    const factory = this.#files.factoryFor(loadFile);
    const verdict = factory?.validate(loadFile, element.parameters ?? new Uint8Array(0)) ?? SW.OK;
    demand(verdict === SW.OK, verdict);
    demand(this.#volatile.sizeOf(element) <= this.#volatile.free, SW.NO_SPACE);
    const free = this.#registry.freeBelow(element.domain);
    demand(nvm.footprint(encodeElement(element).length) + dataSpace <= free, SW.NO_SPACE);
    this.#instances.drop(element.id);
    this.#registry.change((write) => {
      const within = limited(nvm, write, free);
      this.#registry.put(element, within);
      factory?.create(this.#instances.instance(element), within);
    });
  }

  makeSelectable(acting: RegistryElement, command: InstallForMakeSelectable): void {
    demandManager(this.#registry, acting);
    const element = demandOwn(this.#registry, acting, command.applicationAid);
    demand(element.kind !== "load-file" && element.state === LifeCycle.INSTALLED, SW.CONDITIONS);
    demandGrantable(acting, command.privileges);
    const privileges = element.privileges | command.privileges;
    demand(((privileges ^ element.privileges) & Privilege.SECURITY_DOMAIN) === 0, SW.WRONG_DATA);
    this.#registry.change((write) =>
      this.#registry.put({ ...element, privileges, state: LifeCycle.SELECTABLE }, write),
    );
  }

  /** Moves an application or a load file to another domain that stands under the acting one. */
  extradite(acting: RegistryElement, command: InstallForExtradition): void {
    demandManager(this.#registry, acting);
    const element = demandOwn(this.#registry, acting, command.applicationAid);
    const domain = this.#newDomain(acting, element, command.domainAid);
    this.#registry.change((write) => this.#registry.put({ ...element, domain }, write));
  }

  /** Id of the domain that an element may move to: under the acting one, and with room for it. */
  #newDomain(acting: RegistryElement, element: RegistryElement, domainAid: Uint8Array): number {
    const target = demandOwn(this.#registry, acting, domainAid);
    demand(target.kind === "domain" && element.kind !== "domain", SW.CONDITIONS);
    const stays = this.#registry.isWithin(element, target.id);
    demand(stays || this.#registry.held(element) <= this.#registry.freeBelow(target.id), SW.NO_SPACE);
    return target.id;
  }

  updateRegistry(acting: RegistryElement, command: InstallForRegistryUpdate): void {
    const { applicationAid, domainAid, privileges } = command;
    demandManager(this.#registry, acting);
    const element = demandOwn(this.#registry, acting, required(applicationAid, SW.WRONG_DATA));
    demand(element.kind !== "load-file" && element.id !== acting.id, SW.CONDITIONS);
    if (privileges !== undefined) {
      demandGrantable(acting, privileges);
      demand(((privileges ^ element.privileges) & Privilege.SECURITY_DOMAIN) === 0, SW.WRONG_DATA);
    }
    const domain = domainAid === undefined ? element.domain : this.#newDomain(acting, element, domainAid);
    const updated = { ...element, domain, privileges: privileges ?? element.privileges };
    this.#registry.change((write) => this.#registry.put(updated, write));
  }
}
