/** What the touch page of a kiosk shows. Types alone: the page in the browser and the machine behind it share them. */

export interface Said {
  readonly ja: { readonly cause: string; readonly remedy: string };
  readonly en: { readonly cause: string; readonly remedy: string };
}

export interface Title {
  readonly ja: string;
  readonly en: string;
}

export interface OfferView {
  readonly kind: string;
  readonly title: Title;
  /** Yen. */
  readonly fee: number;
  /** Why it cannot be had now. */
  readonly refused?: Said;
}

/** Coins and notes that the machine's slot takes, in yen. */
export const MONEY = [10, 50, 100, 500, 1_000] as const;

/** When it is open, as `06:30` and `23:00`, where the hour is the reason. */
export interface Open {
  readonly from: string;
  readonly until: string;
}

export type Face =
  | { readonly name: "welcome" }
  | {
      readonly name: "closed";
      readonly reason: Said;
      readonly hours?: Open;
    }
  | { readonly name: "reading" }
  | { readonly name: "pin"; readonly triesLeft?: number }
  | { readonly name: "checking" }
  | { readonly name: "choose"; readonly offers: readonly OfferView[] }
  | { readonly name: "pay"; readonly title: Title; readonly fee: number; readonly paid: number }
  | { readonly name: "issuing" }
  | { readonly name: "printing"; readonly title: Title }
  | { readonly name: "done"; readonly title: Title; readonly change: number; readonly cardInside: boolean }
  | {
      readonly name: "ended";
      /** What kind of end it was, for the picture: pulled, locked, cancelled, or anything else. */
      readonly why: "pulled" | "locked" | "cancelled" | "refused";
      readonly code: string;
      readonly reason: Said;
      readonly hours?: Open;
      /** Yen given back. */
      readonly refunded: number;
      readonly cardInside: boolean;
    };

/** What is shown, with a number that goes up with every face: what is pressed for an older one is too late. */
export interface Screen {
  readonly seq: number;
  readonly municipality: string;
  readonly machine: "kiosk" | "machine";
  readonly face: Face;
  /** Seconds until the visit ends because nobody touches the screen. */
  readonly endsIn?: number;
  /** The card has been left in the reader for long. */
  readonly forgotten?: true;
}

/** What is pressed. */
export type TouchAct =
  | { readonly act: "pin"; readonly pin: string }
  | { readonly act: "choose"; readonly kind: string }
  | { readonly act: "insert"; readonly yen: number }
  | { readonly act: "cancel" }
  | { readonly act: "touch" };
