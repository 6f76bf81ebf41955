import type { CardContext } from "../applications/card-part.js";
import type { ApplicationSource } from "../kernel/application.js";
import { CardDirectory } from "../kernel/card-directory.js";
import { type CardObserver, Kernel } from "../kernel/kernel.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import type { FlatNvm } from "../nvm/flat-nvm.js";
import { nvmErrors } from "../nvm/nvm-errors.js";
import { profileErrors } from "../profiles/errors.js";
import type { CardProfile } from "../profiles/profile.js";
import type { CardContent } from "./card-content.js";

/** A whole virtual card, and the hands of a test on it: trace, tearing, snapshots. */
export class SimulatedCard implements VirtualCard {
  readonly profile: CardProfile;
  /** The card's memory; `nvm.device.tearAfter(n)` makes its power fail after n more octets are written. */
  readonly nvm: FlatNvm;
  readonly #kernel: Kernel;

  constructor(
    atr: Uint8Array,
    context: CardContext & { readonly nvm: FlatNvm },
    content: CardContent,
    issued: readonly ApplicationSource[],
    onDefect?: (error: unknown, command: Uint8Array) => void,
  ) {
    const { nvm, profile } = context;
    this.profile = profile;
    this.nvm = nvm;
    // On a card that the issuer locked, nothing but the issuer security domain can be selected.
    const sources = [content, ...issued.map((source) => unlessLocked(source, content))];
    const directory = new CardDirectory(() => content.issuerDomain, sources);
    this.#kernel = new Kernel({
      atr,
      extendedLength: profile.apdu.extended,
      maxCommandData: profile.apdu.maxCommandData.value,
      directory,
      start: () => {
        nvm.device.restorePower();
        nvm.powerUp();
        directory.powerUp();
      },
      ...(onDefect === undefined ? {} : { onDefect }),
    });
  }

  get atr(): Uint8Array {
    return this.#kernel.atr;
  }

  /**
   * Says on which kind of reader the card lies from now on: it has another ATR there. Takes its power away.
   * Throws `profile.no-contactless-atr`.
   */
  lieOn(reader: "contact" | "contactless"): void {
    const atr = atrOf(this.profile, reader === "contactless");
    this.powerOff();
    this.#kernel.atr = atr;
  }

  powerOn(): Uint8Array {
    return this.#kernel.powerOn();
  }

  powerOff(): void {
    this.#kernel.powerOff();
  }

  reset(): Uint8Array {
    return this.#kernel.reset();
  }

  transmit(command: Uint8Array): Uint8Array {
    return this.#kernel.transmit(command);
  }

  /** Sees every exchange from now on; undefined ends it. */
  set observer(observer: CardObserver | undefined) {
    this.#kernel.observer = observer;
  }

  /** The card's memory as it is, to be put back later. */
  snapshot(): Uint8Array {
    return this.nvm.device.image.slice();
  }

  /** Puts a snapshot of this card back and takes its power away. Throws `nvm.range` for one of another size. */
  restore(snapshot: Uint8Array): void {
    const { image } = this.nvm.device;
    if (snapshot.length !== image.length) throw nvmErrors.error("range", { length: snapshot.length });
    this.powerOff();
    image.set(snapshot);
    this.nvm.powerUp();
    this.nvm.onCommit?.();
  }
}

/** The ATR of a card of this profile. Throws `profile.no-contactless-atr`. */
export function atrOf(profile: CardProfile, contactless: boolean): Uint8Array {
  const atr = contactless ? profile.atr.contactless : profile.atr.contact;
  if (atr === undefined) throw profileErrors.error("no-contactless-atr", { profile: profile.name });
  return atr;
}

function unlessLocked(source: ApplicationSource, content: CardContent): ApplicationSource {
  return {
    applications: () => (content.locked ? [] : source.applications()),
    powerUp: () => source.powerUp?.(),
  };
}
