import { progress } from '../shared/command-line.ts';

const WIDTH = 30;
const EVERY_MS = { terminal: 500, file: 15_000 } as const;
/** Time over which the rate is computed, ms. */
const WINDOW_MS = 20_000;

/** Shows how far a fill is, on stderr: one line that is overwritten in a terminal, a new line now and then elsewhere. */
export class ProgressBar {
  readonly #what: string;
  readonly #total: number;
  readonly #seen: { readonly at: number; readonly done: number }[] = [];
  readonly #isTerminal = process.stderr.isTTY;
  #saidAt = -Infinity;

  constructor(what: string, total: number) {
    this.#what = what;
    this.#total = total;
  }

  /** Says how much is done, if it is time to. */
  show(done: number): void {
    const at = performance.now();
    this.#seen.push({ at, done });
    while (at - (this.#seen[0]?.at ?? at) > WINDOW_MS && this.#seen.length > 2) this.#seen.shift();
    if (at - this.#saidAt < EVERY_MS[this.#isTerminal ? 'terminal' : 'file']) return;
    this.#saidAt = at;
    const line = this.#line(done);
    if (this.#isTerminal) process.stderr.write(`\r${line}\u001b[K`);
    else progress(line);
  }

  /** Ends the line. */
  end(): void {
    if (this.#isTerminal) process.stderr.write('\n');
  }

  #line(done: number): string {
    const fraction = Math.min(1, done / this.#total);
    const bar = '#'.repeat(Math.round(fraction * WIDTH)).padEnd(WIDTH, '.');
    const [first] = this.#seen;
    const last = this.#seen.at(-1);
    const ms = (last?.at ?? 0) - (first?.at ?? 0);
    const rate = ms === 0 ? 0 : (((last?.done ?? 0) - (first?.done ?? 0)) * 1_000) / ms;
    const left = rate === 0 ? 'unknown' : duration(((this.#total - done) / rate) * 1_000);
    return `[${bar}] ${whole(done)} of ${whole(this.#total)} ${this.#what}, ${whole(rate)}/s, ${left} left`;
  }
}

/** A whole number with separated thousands. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

/** A time span in hours, minutes and seconds. */
export function duration(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  const parts = [Math.floor(s / 3_600), Math.floor(s / 60) % 60, s % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
