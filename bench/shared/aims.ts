import type { Row } from './report.ts';

/** What ratio to a peer's figure we aim for. */
export interface Aim {
  readonly case: string;
  readonly peer: string;
  readonly figure: 'median' | 'p99';
  /** The highest ratio for times, the lowest for rates. */
  readonly ratio: number;
}

/** Prints each aim with the ratio that was measured; nothing with `--json`. */
export function printAims(
  rows: readonly Row[],
  aims: readonly Aim[],
  args: readonly string[] = process.argv,
): void {
  if (args.includes('--json')) return;
  console.log('\nratios');
  for (const aim of aims) console.log(lineOf(rows, aim));
}

function lineOf(rows: readonly Row[], aim: Aim): string {
  const find = (peer: string): Row | undefined =>
    rows.find((row) => row.case === aim.case && row.peer === peer);
  const ours = find('rescind');
  const theirs = find(aim.peer);
  if (ours === undefined || theirs === undefined) return `${aim.case}: not measured`;
  const moreIsBetter = ours.unit.endsWith('/s');
  const ratio = ours[aim.figure] / theirs[aim.figure];
  const met = moreIsBetter ? ratio >= aim.ratio : ratio <= aim.ratio;
  const bound = `${moreIsBetter ? 'at least' : 'at most'} ${String(aim.ratio)}x`;
  const what = `${aim.case}, ${aim.figure}`.padEnd(36);
  return `${what} ${ratio.toFixed(2)}x of ${aim.peer} (aim: ${bound}: ${met ? 'met' : 'missed'})`;
}

/** Prints for each row whether it stays within a bound of its own unit; nothing with `--json`. */
export function printBounds(
  rows: readonly Row[],
  { figure, atMost }: { readonly figure: 'median' | 'p99'; readonly atMost: number },
  args: readonly string[] = process.argv,
): void {
  if (args.includes('--json')) return;
  console.log('\nbounds');
  for (const row of rows) {
    const what = `${row.case}, ${figure}`.padEnd(44);
    const met = row[figure] <= atMost ? 'met' : 'missed';
    console.log(`${what} ${row[figure].toPrecision(3)} ${row.unit} (aim: at most ${String(atMost)}: ${met})`);
  }
}
