import { type DirectoryEntry, LIFE_CYCLE } from "#card/region/directory.js";
import type { Registry } from "./registry.js";
import type { RegistryElement } from "./registry-element.js";

/** Memory as GET DATA tells it: what is promised, and what of it is free. Never more free than promised. */
export interface AreaResources {
  readonly quota: number;
  readonly free: number;
  readonly applications: number;
}

/**
 * Memory below a domain. For the regional domain it is that of the area below it once one stands,
 * because the area's own quota is what a load meets.
 */
export function areaResources(registry: Registry, domain: RegistryElement, regional: boolean): AreaResources {
  const area = regional ? registry.below(domain.id).find(({ kind }) => kind === "domain") : undefined;
  const { id } = area ?? domain;
  const quota = registry.limitOf(id);
  const free = Math.min(quota, registry.freeBelow(id));
  const applications = registry.below(domain.id).filter(({ kind }) => kind === "application").length;
  return { quota, free, applications };
}

/**
 * Every application that came onto the card after issuance, with the octets that it and its load file hold, and every load file from
 * which nothing is installed: a load that was torn, or not yet followed by its installation. A load file's octets count once.
 */
export function directoryEntries(registry: Registry): DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  const counted = new Set<number>();
  for (const element of registry.elements.values()) {
    if (element.kind === "domain") continue;
    const isFile = element.kind === "load-file";
    if (isFile && registry.instancesOf(element.id).length > 0) continue;
    const file = isFile ? element : registry.get(element.loadFile);
    const withFile = !isFile && file !== undefined && !counted.has(file.id);
    if (file !== undefined) counted.add(file.id);
    entries.push({
      aid: element.aid,
      loadFileAid: file?.aid ?? element.aid,
      lifeCycle: isFile ? LIFE_CYCLE.LOADED : element.state,
      ...(file?.municipality === undefined ? {} : { municipality: file.municipality }),
      ...(file?.version === undefined ? {} : { version: file.version }),
      size: registry.held(element) + (withFile ? registry.held(file) : 0),
    });
  }
  return entries;
}
