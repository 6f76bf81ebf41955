import type { CardProfile } from "../../profiles/profile.js";
import type { FuzzOptions, FuzzReport } from "../fuzz.js";
import type { FindingKind } from "../oracle.js";
import type { Sequence } from "../sequence.js";

/** What the fuzzing thread is given. */
export interface FuzzTask extends Pick<FuzzOptions, "seed" | "count" | "limitMs"> {
  readonly profile: CardProfile;
  readonly keyFolder?: string;
  readonly shared: SharedArrayBuffer;
}

/** What was found, as it travels between threads: the finding's kind and text with the steps that show it. */
export interface Found extends Omit<Sequence, "finding"> {
  /** `hang`: a command that did not end, or the fuzzer's own half that did not. */
  readonly kind: FindingKind | "hang";
  readonly problem: string;
}

export type WatchedReport = Omit<FuzzReport, "found"> & { readonly found?: Found };

export function foundOf({ finding, ...sequence }: Sequence): Found {
  return { ...sequence, kind: finding!.kind, problem: finding!.message };
}
