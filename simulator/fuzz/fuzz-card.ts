import { ascii } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { createCard } from "../card/create-card.js";
import { driverFor } from "../card/issue-card.js";
import type { SimulatedCard } from "../card/simulated-card.js";
import { issuePerson } from "../people/issue-person.js";
import type { KeyStore } from "../people/key-store.js";
import type { CardProfile } from "../profiles/profile.js";
import { CARD_STATES, type CardState, FLOWS, type FlowContext, STATE_FLOWS } from "./flows.js";
import { FuzzRandom, RewindableRandom } from "./fuzz-random.js";
import { type Keyholder, TARGET_HOLDER, TWIN_HOLDER } from "./keyholder.js";

/** A card for fuzzing: in memory, of one keyholder, brought to each of its states once. */
export interface FuzzCard {
  readonly card: SimulatedCard;
  readonly holder: Keyholder;
  /** What the card's keys are derived from. */
  readonly cardId: Uint8Array;
  /** The card's own randomness, to be wound back with its memory. */
  readonly random: RewindableRandom;
  readonly states: ReadonlyMap<CardState, Uint8Array>;
  /** Exceptions that an application let out, newest last. */
  readonly defects: unknown[];
}

/** Which people of the house lend a profile's cards their names and keys. */
const PEOPLE = { target: "hanako", twin: "taro" } as const;

async function issue(profile: CardProfile, who: keyof typeof PEOPLE, keys: KeyStore): Promise<FuzzCard> {
  const holder = who === "target" ? TARGET_HOLDER : TWIN_HOLDER;
  const random = new RewindableRandom();
  random.rewind(who);
  const person = await issuePerson(PEOPLE[who], { keys, clock: new VirtualClock(), random });
  const defects: unknown[] = [];
  const card = createCard({
    profile,
    person: { ...person, pins: holder.pins },
    random,
    issuance: { settingMaster: holder.settingMaster, issuerKeys: holder.issuerKeys },
    onDefect: (error) => defects.push(error),
  });
  const states = new Map([["issued", card.snapshot()]] as [CardState, Uint8Array][]);
  for (const state of CARD_STATES) {
    if (state === "issued") continue;
    const { from, flow } = STATE_FLOWS[state];
    card.restore(states.get(from)!);
    card.powerOn();
    await flow.run(contextOf({ card, holder }));
    states.set(state, card.snapshot());
  }
  return { card, holder, cardId: ascii(person.serial), random, states, defects };
}

function contextOf({ card, holder }: Pick<FuzzCard, "card" | "holder">): FlowContext {
  const link = { transmit: async (command: Uint8Array) => card.transmit(command) };
  const random = new FuzzRandom("host");
  return { link, driver: () => driverFor(card, link, random), random, holder };
}

/** The card that is fuzzed. */
export function targetCard(profile: CardProfile, keys: KeyStore): Promise<FuzzCard> {
  return issue(profile, "target", keys);
}

/**
 * Genuine commands in the order in which a host sends them, one list a flow, recorded on a card of another keyholder: they mean something
 * to the card that is fuzzed, and give no authority over it.
 */
export async function recordCorpus(profile: CardProfile, keys: KeyStore): Promise<readonly (readonly Uint8Array[])[]> {
  const twin = await issue(profile, "twin", keys);
  const corpus: Uint8Array[][] = [];
  for (const { from, run } of FLOWS) {
    twin.card.restore(twin.states.get(from === "any" ? "loaded" : from)!);
    twin.card.powerOn();
    const recorded: Uint8Array[] = [];
    twin.card.observer = (command) => recorded.push(command.slice());
    await run(contextOf(twin));
    corpus.push(recorded);
  }
  twin.card.observer = undefined;
  return corpus;
}
