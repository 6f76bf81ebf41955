import {
  deleteCommand,
  getData,
  getStatus,
  type Install,
  install,
  LifeCycle,
  load,
  putKey,
  setStatus,
  storeData,
} from "#card/globalplatform/commands/index.js";
import {
  type CardChannel,
  INS_EXTERNAL_AUTHENTICATE,
  INS_INITIALIZE_UPDATE,
  SECURE_CLASS,
  SecurityLevel,
} from "#card/globalplatform/secure-channel/index.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { tlv } from "#card/iso7816/tlv.js";
import { demand, required, statusOf } from "../content-management/refusal.js";
import type { CardApplication } from "../kernel/application.js";
import { cardState, demandManager, demandOwn, demandUnlockedCard, isIssuerDomain } from "./authority.js";
import { changeStatus, deleteContent, deleteKeys } from "./content-changes.js";
import { DataStore } from "./data-store.js";
import { type ChannelSetup, domainChannel } from "./domain-channel.js";
import type { DomainData } from "./domain-data.js";
import { findKeys, keyHolder, putKeys } from "./domain-keys.js";
import type { Installer } from "./installer.js";
import type { Instances } from "./instances.js";
import { KeySets } from "./key-sets.js";
import type { LoadSession } from "./load-session.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";
import type { GlobalPlatformSetup } from "./setup.js";
import { StatusReport } from "./status-report.js";
import type { VolatileMemory } from "./volatile-memory.js";

/** What all domains of one card share. */
export interface DomainServices {
  readonly registry: Registry;
  readonly instances: Instances;
  readonly installer: Installer;
  readonly data: DomainData;
  readonly volatile: VolatileMemory;
  readonly setup: GlobalPlatformSetup;
}

const MANAGE_CHANNEL = 0x70;
const GET_RESPONSE = 0xc0;
/** 61xx: xx more octets are there (ISO/IEC 7816-4, 5.3.4). */
const MORE_DATA = 0x6100;
/** Confirmation without a receipt: its length, 00 (GlobalPlatform 2.3.1, 11.2.3.1, 11.5.3.1, 11.6.3.1). */
const CONFIRMED = respond(Uint8Array.of(0));

/** A security domain as an application of the card: one secure channel, and content management through it. */
export class SecurityDomain implements CardApplication {
  readonly aid: Uint8Array;
  readonly #id: number;
  readonly #services: DomainServices;
  readonly #scp: ChannelSetup;
  readonly #channel: CardChannel;
  readonly #report: StatusReport;
  readonly #store: DataStore;
  #load: LoadSession | undefined;
  /** What GET RESPONSE gives next. */
  #rest: Uint8Array | undefined;

  constructor(element: RegistryElement, scp: ChannelSetup, services: DomainServices) {
    const { registry, setup } = services;
    this.aid = element.aid;
    this.#id = element.id;
    this.#services = services;
    this.#report = new StatusReport(registry);
    this.#store = new DataStore(registry, services.instances);
    this.#scp = scp;
    this.#channel = domainChannel(scp, {
      random: setup.random,
      aid: element.aid,
      diversification: setup.diversification ?? new Uint8Array(10),
      findKeys: (version) => findKeys(registry, this.#element, version),
      setSequence: (version, sequence) => this.#setSequence(version, sequence),
    });
  }

  get #element(): RegistryElement {
    return required(this.#services.registry.get(this.#id), SW.CONDITIONS);
  }

  #setSequence(version: number, sequence: number): void {
    const { registry } = this.#services;
    const sets = new KeySets(registry.nvm, keyHolder(registry, this.#element).id);
    registry.change((write) => sets.setSequence(version, sequence, write));
  }

  select(command: CommandApdu): Uint8Array {
    this.deselect();
    // On a locked card the issuer security domain is selected with a warning (11.9.3.2).
    const sw = cardState(this.#services.registry) === LifeCycle.CARD_LOCKED ? SW.WARNING_LOCKED : SW.OK;
    if ((command.p2 & 0x0c) === 0x0c) return status(sw);
    // FCI: DF name, and the longest data field of a command (11.9.3.1).
    const proprietary = tlv(0xa5, tlv(0x9f65, Uint8Array.of(0xff)));
    return respond(tlv(0x6f, tlv(0x84, this.aid), proprietary), sw);
  }

  deselect(): void {
    this.#channel.close();
    this.#forget();
  }

  #forget(): void {
    this.#report.forget();
    this.#store.forget();
    this.#load = undefined;
    this.#rest = undefined;
  }

  process(command: CommandApdu): Uint8Array {
    try {
      return this.#process(command);
    } catch (error) {
      return status(statusOf(error));
    }
  }

  #process(command: CommandApdu): Uint8Array {
    const { cla, ins } = command;
    const terminated = cardState(this.#services.registry) === LifeCycle.CARD_TERMINATED;
    if (cla === 0x80 && ins === INS_INITIALIZE_UPDATE) {
      demand(!terminated, SW.CONDITIONS);
      this.#forget();
      return this.#channel.begin(command);
    }
    if (cla === (0x80 | SECURE_CLASS) && ins === INS_EXTERNAL_AUTHENTICATE) return this.#channel.authenticate(command);
    if (this.#channel.level === undefined) {
      demand((cla & 0x0c) === 0, SW.SECURITY_STATUS);
      return this.#execute(command);
    }
    const plain = this.#channel.unwrap(command);
    if (plain === undefined) {
      this.#forget();
      return status(SW.SECURITY_STATUS);
    }
    return this.#channel.wrapResponse(this.#answer(plain));
  }

  /** As `#execute`, with refusals as responses: they too travel through the channel. */
  #answer(command: CommandApdu): Uint8Array {
    try {
      return this.#execute(command);
    } catch (error) {
      return status(statusOf(error));
    }
  }

  #execute(command: CommandApdu): Uint8Array {
    const { cla, ins } = command;
    demand(cla === 0x00 || cla === 0x80, SW.CLA_NOT_SUPPORTED);
    const rest = this.#rest;
    this.#rest = undefined;
    if (ins === getData.ins) {
      const found = this.#services.data.get(this.#element, getData.decode(command).tag, this.#scp);
      return this.#hand(required(found, SW.REFERENCE_NOT_FOUND), command);
    }
    if (ins === GET_RESPONSE && cla === 0x00) return this.#hand(required(rest, SW.CONDITIONS), command);
    demand(ins !== MANAGE_CHANNEL, SW.CHANNEL_NOT_SUPPORTED);
    const work = cla === 0x80 ? this.#works[ins] : undefined;
    demand(work !== undefined, SW.INS_NOT_SUPPORTED);
    // Reading the registry needs an authenticated host, changing the card a protected command as well.
    const { level } = this.#channel;
    const enough = ins === getStatus.ins ? level !== undefined : ((level ?? 0) & SecurityLevel.C_MAC) !== 0;
    demand(enough, SW.SECURITY_STATUS);
    if (ins !== load.ins) this.#load = undefined;
    return work(command);
  }

  /** Content management: all of it needs a channel, and what changes the card C-MAC at least. */
  readonly #works: Readonly<Record<number, (command: CommandApdu) => Uint8Array>> = {
    [getStatus.ins]: (command) => this.#report.answer(this.#element, getStatus.decode(command)),
    [install.ins]: (command) => this.#install(install.decode(command)),
    [load.ins]: (command) => this.#takeBlock(command),
    [deleteCommand.ins]: (command) => {
      const { registry, instances } = this.#services;
      const what = deleteCommand.decode(command);
      if (what.object === "key") deleteKeys(registry, this.#element, what);
      else deleteContent(registry, instances, this.#element, what);
      return CONFIRMED;
    },
    [putKey.ins]: (command) => {
      const { registry } = this.#services;
      demandUnlockedCard(registry);
      const decrypt = (hidden: Uint8Array, length: number) => this.#channel.decryptSensitive(hidden, length);
      return respond(putKeys(registry, this.#element, putKey.decode(command), this.#channel.keyFormat, decrypt));
    },
    [setStatus.ins]: (command) => {
      changeStatus(this.#services.registry, this.#element, setStatus.decode(command));
      return status(SW.OK);
    },
    [storeData.ins]: (command) => {
      demandUnlockedCard(this.#services.registry);
      const decrypt = (hidden: Uint8Array, length: number) => this.#channel.decryptSensitive(hidden, length);
      this.#store.take(this.#element, storeData.decode(command), decrypt);
      return status(SW.OK);
    },
  };

  /** Data of any length: what is longer than Le is refused, or handed out in parts where the card knows no longer Le. */
  #hand(data: Uint8Array, command: CommandApdu): Uint8Array {
    const le = command.le ?? 256;
    if (data.length <= le) return respond(data);
    const inParts = this.#services.setup.extendedLength === false && this.#channel.level === undefined;
    demand(inParts, SW.WRONG_LENGTH);
    this.#rest = data.subarray(le);
    return respond(data.subarray(0, le), MORE_DATA | Math.min(this.#rest.length, 0xff));
  }

  #install(command: Install): Uint8Array {
    const { installer, registry } = this.#services;
    const acting = this.#element;
    this.#store.forget();
    switch (command.purpose) {
      case "load":
        this.#load = installer.forLoad(acting, command);
        break;
      case "install":
      case "install-and-make-selectable":
        installer.forInstall(acting, command);
        break;
      case "make-selectable":
        installer.makeSelectable(acting, command);
        break;
      case "extradition":
        installer.extradite(acting, command);
        break;
      case "registry-update":
        installer.updateRegistry(acting, command);
        break;
      case "personalization": {
        demandUnlockedCard(registry);
        demand(isIssuerDomain(acting) || acting.state === LifeCycle.PERSONALIZED, SW.CONDITIONS);
        this.#store.aimAt(demandOwn(registry, acting, command.applicationAid));
        break;
      }
    }
    return CONFIRMED;
  }

  #takeBlock(command: CommandApdu): Uint8Array {
    demandManager(this.#services.registry, this.#element);
    const session = required(this.#load, SW.CONDITIONS);
    try {
      if (session.take(load.decode(command))) this.#load = undefined;
    } catch (error) {
      const sw = statusOf(error); // a loss of power is thrown on here: what was loaded stays to be found
      this.#load = undefined;
      session.abort();
      return status(sw);
    }
    return CONFIRMED;
  }
}
