import type { AreaListing, CardIdentity } from "#card/region/card-driver.js";
import type { Municipalities } from "../../municipalities/municipalities.js";
import { beyondContinuation } from "./set-by.js";

/** How a card stands to a municipality: one of its own, or one that moved in and is still another's. */
export type Standing =
  | { readonly at: "home" }
  | {
      readonly at: "elsewhere";
      /** Whose it is: the municipality under whose key the area stands, or, before it is set, the issuer. */
      readonly from: string;
      /** False for a Juki card behind the move cut-off (R-MOVE-03). */
      readonly canContinue: boolean;
    };

/**
 * Whose a card is, by what it says without a key: whoever's key its area stands under, before it is set whoever issued it. Those whom
 * the municipality succeeded count as itself (R-CARD-06). A card that tells neither is taken for the municipality's own; its keys decide.
 */
export function standingOf(
  municipality: string,
  { kind, issuerMunicipality }: CardIdentity,
  { area }: Pick<AreaListing, "area">,
  municipalities: Municipalities,
): Standing {
  const holder = area.state === "set" ? area.municipality : issuerMunicipality;
  if (holder === undefined || municipalities.homesOf(municipality).includes(holder)) return { at: "home" };
  const setBy = area.state === "set" ? area.setBy : undefined;
  return { at: "elsewhere", from: holder, canContinue: !beyondContinuation(kind, setBy) };
}
