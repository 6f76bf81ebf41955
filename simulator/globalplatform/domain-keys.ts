import { secretEqual } from "#card/crypto/aes.js";
import type { PutKey } from "#card/globalplatform/commands/index.js";
import type { KeyFormat } from "#card/globalplatform/secure-channel/index.js";
import { SW } from "#card/iso7816/status-words.js";
import { limited } from "../content-management/quota-write.js";
import { demand, Refusal, required } from "../content-management/refusal.js";
import { isIssuerDomain } from "./authority.js";
import { type KeySet, KeySets } from "./key-sets.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";

/** Status words of PUT KEY beyond the common ones (GlobalPlatform 2.3.1, 11.8.3.2). */
const ALGORITHM_NOT_SUPPORTED = 0x9484;
const WRONG_CHECK_VALUE = 0x9485;

/** The domain whose keys open this one: itself, or the nearest above it while it has none (7.2.1). */
export function keyHolder(registry: Registry, domain: RegistryElement): RegistryElement {
  let holder = domain;
  while (!isIssuerDomain(holder) && new KeySets(registry.nvm, holder.id).all().length === 0) {
    holder = registry.get(holder.domain)!;
  }
  return holder;
}

/** A key set of a domain by version, the first one for version 0; inherited while it has none of its own. */
export function findKeys(registry: Registry, domain: RegistryElement, version: number): KeySet | undefined {
  const sets = new KeySets(registry.nvm, keyHolder(registry, domain).id).all();
  return version === 0 ? sets[0] : sets.find((keys) => keys.version === version);
}

/**
 * PUT KEY (11.8; Amendment D, 7.2): a whole set of three keys of the domain's channel replaces a version or is added. Gives the answer's data.
 * `decrypt` uncovers a key that came under the DEK of the open channel.
 */
export function putKeys(
  registry: Registry,
  domain: RegistryElement,
  command: PutKey,
  { type, lengths, checkValue }: KeyFormat,
  decrypt: (hidden: Uint8Array, length: number) => Uint8Array | undefined,
): Uint8Array {
  demand(command.keyId === 1 && command.keys.length === 3, SW.WRONG_DATA);
  const values = command.keys.map((block) => {
    demand(block.type === type && lengths.includes(block.length), ALGORITHM_NOT_SUPPORTED);
    const value = required(decrypt(block.encrypted, block.length), SW.WRONG_DATA);
    const checked = block.checkValue.length === 0 || secretEqual(checkValue(value), block.checkValue);
    demand(checked, WRONG_CHECK_VALUE);
    return value.slice();
  });
  const [enc, mac, dek] = values as [Uint8Array, Uint8Array, Uint8Array];
  demand(enc.length === mac.length && mac.length === dek.length, SW.WRONG_DATA);
  const fresh: KeySet = { version: command.version, sequence: 0, enc, mac, dek };

  const sets = new KeySets(registry.nvm, domain.id);
  const all = sets.all();
  const at = all.findIndex((keys) => keys.version === command.replaces);
  demand(command.replaces === 0 || at >= 0, SW.REFERENCE_NOT_FOUND);
  const others = all.filter((_keys, index) => index !== at);
  if (others.some((keys) => keys.version === command.version)) throw new Refusal(SW.WRONG_DATA);
  const next = at >= 0 ? all.with(at, fresh) : [...all, fresh];
  const free = registry.freeFor(domain);
  registry.change((write) => sets.store(next, limited(registry.nvm, write, free)));
  return Uint8Array.from([command.version, ...values.flatMap((value) => [...checkValue(value)])]);
}
