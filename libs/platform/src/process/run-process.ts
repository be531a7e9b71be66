import type { z } from 'zod';
import { configHelp } from '../config/config-help.js';
import { ConfigError, parseConfig } from '../config/parse-config.js';

const MIN_NODE_MAJOR = 24;
/** `EX_CONFIG` of sysexits.h: starting again won't help before the configuration is changed. */
const EXIT_CONFIG = 78;

/** What a process is called, and what it reads from its environment. */
export interface ProcessDescription<S extends z.ZodObject> {
  readonly app: string;
  readonly config: S;
}

/**
 * Runs a process's main function with what its environment configures. `--help` prints that configuration instead. A start that can't
 * work ends with one clear line, and with status 78 where the configuration is wrong, otherwise 1.
 */
export function runProcess<S extends z.ZodObject>(
  { app, config }: ProcessDescription<S>,
  main: (config: z.output<S>) => Promise<void>,
): void {
  if (Number(process.versions.node.split('.')[0]) < MIN_NODE_MAJOR) {
    process.stderr.write(
      `Rescind needs Node ${MIN_NODE_MAJOR} or newer; this is ${process.version}. "npm start" brings its own.\n`,
    );
    process.exit(1);
  }
  if (process.argv.some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(configHelp(app, config));
    return;
  }
  const run = async (): Promise<void> => main(parseConfig(config, process.env));
  run().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
  });
}
