import { computed, signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { call } from "../wire/index.js";
import { card, insertion } from "./readers.js";
import { onCard } from "./work.js";

export type Listing = ResultOf<"cardApps.list">;

const read = signal<{ readonly of: string; readonly listing: Listing } | undefined>();

/** What is on the card in the reader, once it was listed; gone with the card. */
export const listing = computed<Listing | undefined>(() =>
  read.value?.of === insertion.value ? read.value?.listing : undefined,
);

/** Lists the card in the reader; `keep` leaves the refusal of the act before it on the screen. */
export async function list(keep = false): Promise<Listing | undefined> {
  const of = insertion.value;
  const readerId = card.value?.id;
  if (of === undefined || readerId === undefined) return undefined;
  const answer = await onCard("cardApps.list", () => call("cardApps.list", { readerId }), keep);
  if (answer) read.value = { of, listing: answer };
  return answer;
}

/** What an act said of the card's memory, put into the listing; the applications have to be listed again. */
export function forgetListing(): void {
  read.value = undefined;
}
