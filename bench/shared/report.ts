import { cpus, totalmem } from 'node:os';
import type { Summary } from './statistics.ts';

/** One measurement: what was done, by whom, how long it took or how fast it went. */
export interface Row extends Summary {
  readonly case: string;
  /** Who did it; `rescind` is this project. */
  readonly peer: string;
  /** `ns`, `ms` … (less is better), or `…/s` (more is better). */
  readonly unit: string;
}

/** What `-- --json` prints. */
export interface Report {
  readonly bench: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** The machine in a few words: figures from another machine can't be compared. */
function machine(): string {
  const [cpu] = cpus();
  const memory = `${String(Math.round(totalmem() / 1024 ** 3))} GiB`;
  return `${String(cpus().length)} x ${cpu?.model.trim() ?? 'unknown CPU'}, ${memory}, Node ${process.version}, ${process.platform}`;
}

/** Prints the rows: one JSON object with `--json`, else a table with the ratio of ours to each peer. */
export function printReport(
  bench: string,
  rows: readonly Row[],
  args: readonly string[] = process.argv,
): void {
  const report: Report = { bench, machine: machine(), rows };
  if (args.includes('--json')) {
    console.log(JSON.stringify(report));
    return;
  }
  console.log(`\n${bench}, on ${report.machine}\n`);
  const lines = [
    ['case', 'peer', 'median', 'p99', 'unit', 'against rescind'],
    ...rows.map((row) => cells(row, rows)),
  ];
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

function cells(row: Row, rows: readonly Row[]): string[] {
  const ours = rows.find((other) => other.case === row.case && other.peer === 'rescind');
  return [row.case, row.peer, figure(row.median), figure(row.p99), row.unit, ratio(row, ours)];
}

function ratio(row: Row, ours: Row | undefined): string {
  if (ours === undefined || ours === row) return '';
  if (ours.median === 0) return 'rescind was there already';
  const moreIsBetter = row.unit.endsWith('/s');
  const times = moreIsBetter ? ours.median / row.median : row.median / ours.median;
  return times >= 1
    ? `rescind is ${times.toFixed(1)}x faster`
    : `rescind is ${(1 / times).toFixed(1)}x slower`;
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3);
}
