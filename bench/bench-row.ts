/** One line of the benchmark table: ours against a peer's, measured in the same run. */
export interface BenchRow {
  readonly id: string;
  readonly value: number;
  readonly unit: "µs" | "ms" | "s" | "pairs/s" | "operations/s" | "cases/s" | "KiB";
  /** What it is held against; empty when the target is a plain figure. */
  readonly peer: string;
  readonly peerValue: number | null;
  /** `value / peerValue`, or `peerValue / value` where the target says "times as fast". */
  readonly ratio: number | null;
  /** The target in words, such as `ratio <= 1.3`. */
  readonly target: string;
  readonly pass: boolean;
}

/** A benchmark that makes one row. Rejects when its peer cannot be run here. */
export interface Benchmark {
  readonly id: string;
  readonly title: string;
  readonly run: (tell: (progress: string) => void) => Promise<BenchRow>;
}

/** The middle of the values (the mean of the two middle ones). */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A row of these figures, rounded; the ratio is `value / peerValue` unless it is told. */
export function benchRow(figures: Omit<BenchRow, "ratio"> & { readonly ratio?: number }): BenchRow {
  const { value, peerValue, ratio = peerValue === null ? null : value / peerValue } = figures;
  return {
    ...figures,
    value: round(value),
    peerValue: peerValue === null ? null : round(peerValue),
    ratio: ratio === null ? null : round(ratio),
  };
}

/** Rounds to four significant digits: more would be noise. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
