import type { ImportWay, ResidentCore } from "./records.js";

/** One resident as an import file says; gathered beside the database until the whole file has proved right. */
export interface StagedResident extends ResidentCore {
  readonly change: "put" | "remove";
  readonly movedOut?: string;
  readonly leaving?: string;
  readonly items?: string;
}

/** What an import finds when its turn has come. */
export interface StageState {
  /** Sequence and as-of time of what was imported last. */
  readonly last: number;
  readonly asOf?: number;
  /** How many a full file would mark as gone, and of how many. */
  readonly leaving: number;
  readonly present: number;
}

/** How staged residents become a municipality's own. */
export interface ApplyStage {
  readonly sequence: number;
  /** Who is not in a full file is marked as gone (`absent`). */
  readonly kind: "full" | "difference";
  /** Day of today, YYYY-MM-DD, for those who are absent or removed. */
  readonly today: string;
  readonly way: ImportWay;
  /** What the source says; without it a resident entered by hand is confirmed by a line, and marked as gone by none. */
  readonly asOf?: number;
  readonly importedAt: number;
  /** Asked inside the transaction before anything is changed. A throw undoes all. */
  check(state: StageState): void;
}

/** Rows of one import on their way in. Nothing of them is in the database before `apply`, and all of it after. */
export interface ResidentStage {
  /** Rejects with `StagedTwice` when a resident is there already. */
  add(residents: readonly StagedResident[]): Promise<void>;
  /** One transaction. Gives how many were put, taken out and marked as gone. */
  apply(how: ApplyStage): Promise<{ readonly put: number; readonly removed: number; readonly left: number }>;
  /** Takes away whatever was gathered. */
  close(): Promise<void>;
}
