import { computed, signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";

export type Readers = ResultOf<"readers.list">;
export type Reader = Readers["readers"][number];

/** The readers and what is in them, as the daemon pushes it; never asked for again. */
export const readers = signal<Readers | undefined>();
/** The reader that the operator chose. */
export const chosen = signal<string | undefined>();

/** The reader that is worked with: the chosen one while it is attached, else the first with a card, else the first. */
export const reader = computed<Reader | undefined>(() => {
  const all = readers.value?.readers ?? [];
  return all.find(({ id }) => id === chosen.value) ?? all.find(({ state }) => state !== "empty") ?? all[0];
});

/** Names one insertion of one card: whatever was read from it holds only as long as this does. */
export const insertion = computed<string | undefined>(() => {
  const { id, state, insertion: nth } = reader.value ?? {};
  return state === "ready" ? `${id}/${nth}` : undefined;
});

/** The card in that reader, when it can be worked with. */
export const card = computed(() => (reader.value?.state === "ready" ? reader.value : undefined));
