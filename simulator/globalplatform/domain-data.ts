import { concat, equal, fromHex, toHex, uintBE } from "#card/bytes/bytes.js";
import { DataTag, encodeKeyInformation, LifeCycle } from "#card/globalplatform/commands/index.js";
import { tlv } from "#card/iso7816/tlv.js";
import { AREA_RECORD_TAG, DIRECTORY_TAG, QUOTA_TAG, RESOURCES_TAG } from "#card/region/area-record.js";
import { encodeDirectory, encodeQuota, encodeResources } from "#card/region/directory.js";
import { areaResources, directoryEntries } from "./area-view.js";
import { isIssuerDomain } from "./authority.js";
import { type ChannelSetup, channelFacts } from "./domain-channel.js";
import { KeySets } from "./key-sets.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";
import type { GlobalPlatformSetup } from "./setup.js";
import type { VolatileMemory } from "./volatile-memory.js";

const NOTHING = new Uint8Array(0);

/** Tags that STORE DATA may set on a security domain: issuer and card number, and the private ones of two octets. */
export function isStorable(tag: number): boolean {
  return tag === DataTag.ISSUER_IDENTIFICATION || tag === DataTag.CARD_IMAGE || tag >> 8 === 0xdf;
}

/** Card recognition data (GlobalPlatform 2.3.1, H.2): specification, its version 2.3.1, card identification, secure channel with its `i`. */
function cardRecognitionData(channel: ChannelSetup): Uint8Array {
  const oid = (suffix: string): Uint8Array => tlv(0x06, fromHex(`2A864886FC6B${suffix}`));
  const { protocol, i } = channelFacts(channel);
  const scp = oid(`04${toHex(Uint8Array.of(protocol, i))}`);
  const parts = [oid("01"), tlv(0x60, oid("02020301")), tlv(0x63, oid("03")), tlv(0x64, scp)];
  return tlv(DataTag.CARD_DATA, tlv(0x73, ...parts));
}

/** What security domains answer to GET DATA: nothing of it needs a key. */
export class DomainData {
  readonly #registry: Registry;
  readonly #volatile: VolatileMemory;
  readonly #setup: GlobalPlatformSetup;

  constructor(registry: Registry, volatile: VolatileMemory, setup: GlobalPlatformSetup) {
    this.#registry = registry;
    this.#volatile = volatile;
    this.#setup = setup;
  }

  /** The object with tag and length as the answer carries it; undefined for a tag that the domain does not have (6A88). */
  get(domain: RegistryElement, tag: number, channel: ChannelSetup): Uint8Array | undefined {
    return this.#stored(domain, tag) ?? this.#issued(domain, tag) ?? this.#computed(domain, tag, channel);
  }

  #stored(domain: RegistryElement, tag: number): Uint8Array | undefined {
    const value = isStorable(tag) ? this.#registry.nvm.get(domain.id, tag) : undefined;
    return value && tlv(tag, value.slice());
  }

  #issued(domain: RegistryElement, tag: number): Uint8Array | undefined {
    return isIssuerDomain(domain) ? this.#setup.issuerData?.get(tag) : undefined;
  }

  #computed(domain: RegistryElement, tag: number, channel: ChannelSetup): Uint8Array | undefined {
    switch (tag) {
      case DataTag.CARD_DATA:
        return cardRecognitionData(channel);
      case DataTag.KEY_INFORMATION:
        return this.#keyInformation(domain, channel);
      case DataTag.SEQUENCE_COUNTER:
        return this.#sequenceCounter(domain, channel);
      case DataTag.APPLICATIONS:
        return this.#applications(domain);
      case RESOURCES_TAG: {
        const { free, applications } = areaResources(this.#registry, domain, this.#isRegional(domain));
        return encodeResources(applications, free, this.#volatile.free);
      }
      default:
        return this.#isRegional(domain) ? this.#regional(domain, tag) : undefined;
    }
  }

  #isRegional(domain: RegistryElement): boolean {
    const regional = this.#setup.regionalDomain;
    return regional !== undefined && equal(regional.aid, domain.aid);
  }

  /** The regional area, read without a key (decision 0002). */
  #regional(domain: RegistryElement, tag: number): Uint8Array | undefined {
    if (tag === QUOTA_TAG) return encodeQuota(areaResources(this.#registry, domain, true).quota);
    if (tag === DIRECTORY_TAG) return encodeDirectory(directoryEntries(this.#registry));
    if (tag !== AREA_RECORD_TAG) return undefined;
    for (const area of this.#registry.below(domain.id)) {
      // Set means personalised: before that, setting was begun and torn.
      const set = area.kind === "domain" && (area.state & ~LifeCycle.LOCKED) === LifeCycle.PERSONALIZED;
      const record = set ? this.#stored(area, tag) : undefined;
      if (record !== undefined) return record;
    }
    return undefined;
  }

  #keyInformation(domain: RegistryElement, channel: ChannelSetup): Uint8Array {
    const sets = new KeySets(this.#registry.nvm, domain.id).all();
    const { type } = channelFacts(channel).keyFormat;
    return encodeKeyInformation(
      sets.flatMap(({ version, enc }) => [1, 2, 3].map((id) => ({ id, version, type, length: enc.length }))),
    );
  }

  #sequenceCounter(domain: RegistryElement, channel: ChannelSetup): Uint8Array | undefined {
    const [first] = new KeySets(this.#registry.nvm, domain.id).all();
    const { sequenceLength } = channelFacts(channel);
    if (first === undefined || sequenceLength === 0) return undefined;
    return tlv(DataTag.SEQUENCE_COUNTER, uintBE(first.sequence, sequenceLength));
  }

  #applications(domain: RegistryElement): Uint8Array {
    const entries = this.#registry.below(domain.id).filter(({ kind }) => kind === "application");
    return tlv(DataTag.APPLICATIONS, concat(...entries.map(({ aid }) => tlv(0x61, tlv(0x4f, aid)))), NOTHING);
  }
}
