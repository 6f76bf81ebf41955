/** What a municipality is about to change of its screens and forms; one draft each (R-TUNE-11). */
export interface TuningDraftRecord {
  readonly municipality: string;
  /** Counts every change, so that nobody overwrites what he has not seen. */
  readonly revision: number;
  /** The published version that the draft was begun on; 0: none was. */
  readonly base: number;
  /** A tuning set as JSON. */
  readonly parameters: string;
  readonly changedBy: string;
  readonly changedAt: number;
}

/** A tuning set that was published; kept for good, so that it can be returned to. */
export interface TuningVersionRecord {
  readonly municipality: string;
  /** 1, 2, 3 …; the highest is the one that holds. */
  readonly version: number;
  readonly parameters: string;
  /** SHA-256 of the set as canonical JSON, hexadecimal. */
  readonly hash: string;
  readonly publishedBy: string;
  readonly approvedBy: string;
  readonly reason: string;
  readonly publishedAt: number;
  /** The earlier version whose set it is; 0: the state before any. */
  readonly returnedTo?: number;
}
