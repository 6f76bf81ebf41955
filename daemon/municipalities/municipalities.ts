import type { Config, MunicipalityConfig } from "../config/schema.js";

/** Municipalities that use services jointly (共同利用). */
export type Group = Config["groups"][number];

/** Which municipalities there are for this daemon, and which of them are one and the same to a card. */
export interface Municipalities {
  /**
   * The municipality itself and those it succeeded by a merger: their cards are its own (R-CARD-06, A-22, X-15).
   * Itself alone where nothing is configured.
   */
  homesOf(municipality: string): readonly string[];
  /** The municipality of this daemon that a code belongs to today; undefined for one that it does not serve (R-SHARE-01). */
  servedAs(code: string): string | undefined;
  /** The municipality and those of its groups: they use what is marked shared jointly (R-SHARE-02, R-SHARE-06). Itself alone without a group. */
  jointWith(municipality: string): readonly string[];
  /** The groups that the municipality is in. */
  groupsOf(municipality: string): readonly Group[];
  /** True when the daemon serves more than one. */
  readonly joint: boolean;
  /** Whose counter a reader of this name stands on; undefined when the configuration does not say. */
  readerOwner(readerName: string): string | undefined;
}

/** Reads the succession of every municipality from the configuration, and whose readers are whose. */
export function municipalitiesOf(
  configured: readonly Pick<MunicipalityConfig, "code" | "predecessors">[],
  owners: readonly { readonly reader: string; readonly municipality: string }[] = [],
  groups: readonly Group[] = [],
): Municipalities {
  const homes = new Map(
    configured.map(({ code, predecessors }) => [code, [code, ...predecessors.map((former) => former.code)]]),
  );
  return {
    homesOf: (municipality) => homes.get(municipality) ?? [municipality],
    jointWith: (municipality) => {
      const near = groups.filter(({ members }) => members.includes(municipality)).flatMap(({ members }) => members);
      return [...new Set([municipality, ...near])];
    },
    groupsOf: (municipality) => groups.filter(({ members }) => members.includes(municipality)),
    joint: homes.size > 1,
    readerOwner: (name) => owners.find(({ reader }) => name.includes(reader))?.municipality,
    servedAs: (code) => [...homes].find(([, codes]) => codes.includes(code))?.[0],
  };
}
