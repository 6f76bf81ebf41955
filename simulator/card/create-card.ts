import { createHash } from "node:crypto";
import { fromHex } from "#card/bytes/bytes.js";
import { SW } from "#card/iso7816/status-words.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardContext } from "../applications/card-part.js";
import { issuerDataOf } from "../applications/issuer-data/issuer-data.js";
import { Refusal } from "../content-management/refusal.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import { formatImage } from "../nvm/image-layout.js";
import { NvmDevice } from "../nvm/nvm-device.js";
import { nvmErrors } from "../nvm/nvm-errors.js";
import type { CardPersonalisation } from "../people/person.js";
import { profileErrors } from "../profiles/errors.js";
import { type CardProfile, profileDigest } from "../profiles/profile.js";
import type { CardContent } from "./card-content.js";
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
 * Throws `profile.reserved-exceeded`, `profile.tenants-exceeded`, `profile.no-contactless-atr`, `nvm.full` and `state.*`.
 */
export function createCard(options: CardOptions): SimulatedCard {
  const { profile } = options;
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
  const content = image === undefined ? issue(context, options) : manage(context, options);
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

const manage = (context: CardContext, { person, issuance }: CardOptions): CardContent =>
  contentManagement(context, person.serial, issuance ?? {});

/** Everything that the issuer writes, its domains and keys too, inside what is reserved for it; then the tenants, beside it. */
function issue(context: CardContext, options: CardOptions): CardContent {
  const { nvm, profile } = context;
  const { name, memory } = profile;
  const reserved = memory.reserved.value;
  const demandReserved = (held: number): void => {
    if (held > reserved) throw profileErrors.error("reserved-exceeded", { profile: name, held, reserved });
  };
  try {
    nvm.transaction((write) => {
      for (const part of issuerParts(profile.kind)) part.issue(write, options.person, context);
    });
    demandReserved(nvm.used);
    const content = manage(context, options);
    demandReserved(nvm.used - content.heldAfterIssuance);
    return content;
  } catch (error) {
    if (nvmErrors.is(error, "full")) throw profileErrors.error("reserved-exceeded", { profile: name, reserved });
    if (!(error instanceof Refusal) || error.sw !== SW.NO_SPACE) throw error;
    const capacity = memory.total.value - reserved;
    const tenants = profile.dialect === "iso-fs" ? "" : profile.tenants.join(" ");
    const details = { profile: name, tenants, capacity, transient: memory.transient.value };
    throw profileErrors.error("tenants-exceeded", details, { cause: error });
  }
}

function stateFile(path: string, { profile, person, durability }: CardOptions): StateFile {
  const holder = createHash("sha256").update(`${person.resident.id}|${person.serial}`).digest();
  return new StateFile(path, { profile: fromHex(profileDigest(profile)), holder: new Uint8Array(holder) }, durability);
}
