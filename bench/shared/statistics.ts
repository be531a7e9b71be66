/** Median and 99th percentile of some samples. */
export interface Summary {
  readonly median: number;
  readonly p99: number;
}

/** The value below which a fraction (0 to 1) of the samples lies, by the nearest rank. */
function percentile(sorted: ArrayLike<number>, fraction: number): number {
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(fraction * sorted.length) - 1));
  return sorted[rank] ?? Number.NaN;
}

/** Summarises samples in any order. */
export function summarise(samples: Iterable<number>): Summary {
  const sorted = Float64Array.from(samples).sort();
  return { median: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}

/** Summarises rates. Their p99 is at the slow end: 99 of 100 samples are faster. */
export function summariseRates(samples: Iterable<number>): Summary {
  const sorted = Float64Array.from(samples).sort();
  return { median: percentile(sorted, 0.5), p99: percentile(sorted, 0.01) };
}
