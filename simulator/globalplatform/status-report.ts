import { concat, startsWith } from "#card/bytes/bytes.js";
import {
  encodeRegistryEntry,
  type GetStatus,
  LifeCycle,
  MORE_DATA,
  Privilege,
  type StatusScope,
} from "#card/globalplatform/commands/index.js";
import { respond } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { SECURITY_DOMAIN_LOAD_FILE, SECURITY_DOMAIN_MODULE } from "#card/region/aids.js";
import { demand } from "../content-management/refusal.js";
import { isIssuerDomain } from "./authority.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";

/** Octets of entries in one answer: what fits into a short response under any protection. */
const ANSWER_LIMIT = 220;

function inScope(element: RegistryElement, scope: StatusScope): boolean {
  if (scope === "issuer-domain") return isIssuerDomain(element);
  if (scope === "applications") return element.kind !== "load-file" && !isIssuerDomain(element);
  return element.kind === "load-file";
}

/** Encoded entries of the registry that a domain may see and a host asked for: its own branch, or all with Global Registry. */
function entriesOf(registry: Registry, domain: RegistryElement, question: GetStatus): Uint8Array[] {
  const { scope, aidPrefix, tagged, tags } = question;
  const sees = (element: RegistryElement): boolean =>
    (domain.privileges & Privilege.GLOBAL_REGISTRY) !== 0 || registry.isWithin(element, domain.id);
  const entries = [...registry.elements.values()]
    .filter((element) => inScope(element, scope) && sees(element) && startsWith(element.aid, aidPrefix))
    .map((element) => {
      const loadFileAid = registry.get(element.loadFile)?.aid;
      const domainAid = registry.get(element.domain)?.aid;
      return {
        aid: element.aid,
        lifeCycle: element.kind === "load-file" ? LifeCycle.LOAD_FILE_LOADED : element.state,
        privileges: element.privileges,
        modules: element.kind === "load-file" ? element.modules : [],
        ...(loadFileAid === undefined ? {} : { loadFileAid }),
        ...(domainAid === undefined || isIssuerDomain(element) ? {} : { domainAid }),
      };
    });
  // The load file of security domains is in the card's ROM: it has no element and takes no memory.
  const listsRom = scope.startsWith("load-files") && isIssuerDomain(domain);
  if (listsRom && startsWith(SECURITY_DOMAIN_LOAD_FILE, aidPrefix)) {
    const modules = [SECURITY_DOMAIN_MODULE];
    const lifeCycle = LifeCycle.LOAD_FILE_LOADED;
    entries.unshift({ aid: SECURITY_DOMAIN_LOAD_FILE, lifeCycle, privileges: 0, modules });
  }
  return entries.map((entry) => encodeRegistryEntry(entry, scope, tagged, tags));
}

/** The answers to GET STATUS of one domain (GlobalPlatform 2.3.1, 11.4): whole entries, 6310 while there are more. */
export class StatusReport {
  readonly #registry: Registry;
  #waiting: { readonly question: string; entries: Uint8Array[] } | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  forget(): void {
    this.#waiting = undefined;
  }

  answer(domain: RegistryElement, question: GetStatus): Uint8Array {
    const { scope, tagged, tags, aidPrefix } = question;
    const key = `${scope} ${tagged} ${tags?.join() ?? "all"} ${aidPrefix.join()}`;
    if (question.next) demand(this.#waiting?.question === key, SW.CONDITIONS);
    else this.#waiting = { question: key, entries: entriesOf(this.#registry, domain, question) };
    const waiting = this.#waiting!;
    demand(waiting.entries.length > 0, SW.REFERENCE_NOT_FOUND);
    let size = 0;
    const count = waiting.entries.findIndex((entry, index) => {
      size += entry.length;
      return index > 0 && size > ANSWER_LIMIT;
    });
    const taken = count < 0 ? waiting.entries : waiting.entries.slice(0, count);
    const rest = waiting.entries.slice(taken.length);
    this.#waiting = rest.length === 0 ? undefined : { question: key, entries: rest };
    return respond(concat(...taken), rest.length === 0 ? SW.OK : MORE_DATA);
  }
}
