import { createHash } from "node:crypto";
import { fromHex } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import { type CardContext, OWNER } from "../applications/card-part.js";
import { issuerDataOf } from "../applications/issuer-data/issuer-data.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import { formatImage } from "../nvm/image-layout.js";
import { NvmDevice } from "../nvm/nvm-device.js";
import type { CardPersonalisation } from "../people/person.js";
import { profileErrors } from "../profiles/errors.js";
import { type CardProfile, profileDigest } from "../profiles/profile.js";
import { type CardIssuance, contentManagement } from "./content-management.js";
import { issuerParts } from "./parts.js";
import { atrOf, SimulatedCard } from "./simulated-card.js";
import { type Durability, StateFile } from "./state-file.js";

/** Octets of every card's transaction buffer. */
const JOURNAL = 4096;

/** What a card is made of. */
export interface CardOptions {
  readonly profile: CardProfile;
  /** Who holds it (`issuePerson`). Taken at issuance only: a state file wins. */
  readonly person: CardPersonalisation;
  readonly random: RandomSource;
  /** Where the card's memory lives; in this process alone when absent. */
  readonly stateFile?: string;
  /** What each save to the state file waits for; `disk` when absent. */
  readonly durability?: Durability;
  /** The card lies on a contactless reader: another ATR, the same card. False when absent. */
  readonly contactless?: boolean;
  readonly issuance?: CardIssuance;
  /** Told of a defect behind an answer 6F00. */
  readonly onDefect?: (error: unknown, command: Uint8Array) => void;
}

/**
 * A virtual My Number card with all its applications, not yet powered: newly issued, or as its state file left it.
 * Throws `profile.reserved-exceeded`, `profile.no-contactless-atr`, `nvm.full` and `state.*`.
 */
export function createCard(options: CardOptions): SimulatedCard {
  const { profile, person } = options;
  const atr = atrOf(profile, options.contactless === true);
  const file = options.stateFile === undefined ? undefined : stateFile(options.stateFile, options);
  const image = file?.load();
  const size = { capacity: profile.memory.total.value, journal: JOURNAL };
  const nvm = new FlatNvm(new NvmDevice(image ?? formatImage(size)));
  const context = {
    profile,
    nvm,
    random: options.random,
    issuerData: issuerDataOf(nvm),
  } satisfies CardContext;
  if (image === undefined) issue(context, person);
  const content = contentManagement(context, person.serial, options.issuance ?? {});
  if (file !== undefined) {
    if (image === undefined) file.save(nvm.device.image);
    nvm.onCommit = () => file.save(nvm.device.image);
  }
  return new SimulatedCard(
    atr,
    context,
    content,
    issuerParts(profile.kind).map((part) => part.applications(context)),
    options.onDefect,
  );
}

/** Everything that the issuer writes, in one transaction. */
function issue(context: CardContext, person: CardPersonalisation): void {
  const { nvm, profile } = context;
  nvm.transaction((write) => {
    for (const part of issuerParts(profile.kind)) part.issue(write, person, context);
  });
  const held = Object.values(OWNER).reduce((sum, owner) => sum + nvm.heldBy(owner), 0);
  const reserved = profile.memory.reserved.value;
  if (held > reserved) throw profileErrors.error("reserved-exceeded", { profile: profile.name, held, reserved });
}

function stateFile(path: string, { profile, person, durability }: CardOptions): StateFile {
  const holder = createHash("sha256").update(`${person.resident.id}|${person.serial}`).digest();
  return new StateFile(path, { profile: fromHex(profileDigest(profile)), holder: new Uint8Array(holder) }, durability);
}
