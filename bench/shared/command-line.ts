import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

/** What a bench was asked to do. */
export interface CommandLine {
  /** Print one JSON object instead of a table; {@link printReport} reads this option itself. */
  readonly json: boolean;
  /** Take fewer samples: for a first impression, not for figures to quote. */
  readonly quick: boolean;
  /** `--count N`, where the bench has it. */
  readonly count: number | null;
}

/** How the text of an option is read, by the option's name. @throws Error that says what is wrong with it */
type Readers = Readonly<Record<string, (text: string, name: string) => unknown>>;

/** The values of the options that were given. */
type ReadValues<R extends Readers> = { readonly [name in keyof R]?: ReturnType<R[name]> };

/**
 * Reads the arguments of a bench. `--help` prints the text and ends the process; an argument that isn't understood ends it
 * with status 2.
 * @param readers options that only this bench has
 */
export function readCommandLine<R extends Readers>(
  help: string,
  allowCount: boolean,
  readers?: R,
): CommandLine & { readonly more: ReadValues<R> } {
  try {
    const names = Object.keys(readers ?? {});
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        ...(allowCount ? { count: { type: 'string' } as const } : {}),
        ...Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])),
      },
    });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    const texts = values as Readonly<Record<string, unknown>>;
    const textOf = (name: string): string | undefined => {
      const text = texts[name];
      return typeof text === 'string' ? text : undefined;
    };
    const count = textOf('count');
    return {
      json: values.json,
      quick: values.quick,
      count: count === undefined ? null : wholeNumber(count, 'count'),
      more: Object.fromEntries(
        Object.entries(readers ?? {}).flatMap(([name, read]) => {
          const text = textOf(name);
          return text === undefined ? [] : [[name, read(text, name)]];
        }),
      ) as ReadValues<R>,
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(2);
  }
}

/** Reads a number of things. @throws Error naming the option */
export function wholeNumber(text: string, name: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name}: "${text}" is not a whole number from 1 on`);
  return number;
}

/** Runs a bench. An error is printed as one line and ends it with status 1. Ctrl-C also ends the processes and servers that it started. */
export async function runBench(run: () => Promise<void>): Promise<void> {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  const [load = 0] = loadavg();
  if (load > availableParallelism()) {
    progress(`The machine is busy (load ${load.toFixed(1)}): figures are of waiting for processors as well.`);
  }
  try {
    await run();
  } catch (error) {
    progress(`The bench stopped: ${error instanceof Error ? error.message : String(error)}`);
    if (process.env['DEBUG'] !== undefined) console.error(error);
    process.exitCode = 1;
  }
}

/** A line about what is going on; on stderr, so that stdout holds the report alone. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
