import { computed, effect, signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { call } from "../wire/index.js";
import { card, insertion } from "./readers.js";
import { may } from "./session.js";

export type Resident = ResultOf<"residents.search">["residents"][number];
export type User = ResultOf<"users.list">["users"][number];

export interface Person {
  readonly resident: Resident;
  readonly users: readonly User[];
}

interface Found {
  readonly of: string;
  readonly person: Person | undefined;
}

const found = signal<Found | undefined>();

/** Whose card is in the reader: `looking`, a person, or nobody registered. Gone with the card. */
export const holder = computed<Person | "looking" | "nobody" | undefined>(() => {
  if (insertion.value === undefined || !may("resident.read")) return undefined;
  if (found.value?.of !== insertion.value) return "looking";
  return found.value.person ?? "nobody";
});

/** The user of the card in the reader. */
export const user = computed<User | undefined>(() => {
  const person = holder.value;
  return typeof person === "object" ? person.users.find(({ cardId }) => cardId === card.value?.cardId) : undefined;
});

export async function personOf(resident: Resident): Promise<Person> {
  const { users } = await call("users.list", { residentId: resident.residentId });
  return { resident, users };
}

/** Looks up whose card it is, by the card alone: nothing has to be typed at the counter (R-JUKI-02). */
export async function lookUpHolder(): Promise<void> {
  const of = insertion.peek();
  const cardId = card.peek()?.cardId;
  if (of === undefined || cardId === undefined) return;
  // A refusal here is no act of the operator: the card counts as nobody's, and whatever is done next tells why.
  const person = await call("residents.search", { query: { cardId } })
    .then(({ residents: [resident] }) => resident && personOf(resident))
    .catch(() => undefined);
  if (insertion.peek() === of) found.value = { of, person };
}

/** Looks up each card as it is put in, for as long as the page lives. */
export function watchHolder(): void {
  effect(() => {
    if (insertion.value !== undefined && may("resident.read")) void lookUpHolder();
    else found.value = undefined;
  });
}
