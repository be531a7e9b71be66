// Runs the suites and ends with one line: `N passed, N failed`, and `, N skipped` where there are any. `--tier=unit`, `--tier=int` or
// `--tier=e2e` runs those of one suffix; everything else goes to jest, such as paths that narrow the run.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What each tier leaves out, as a pattern on paths. */
const LEFT_OUT = {
  unit: '\\.(int|e2e)\\.spec\\.ts$',
  int: '(?<!\\.int)\\.spec\\.ts$',
  e2e: '(?<!\\.e2e)\\.spec\\.ts$',
};

const [tier, rest] = tierOf(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'rescind-report-'));
const report = join(folder, 'report.json');
const args = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(import.meta.resolve('jest/bin/jest')),
  '--json',
  `--outputFile=${report}`,
  // First, because jest takes what follows its list of patterns for one of them.
  ...rest,
  ...(tier === null ? [] : [`--testPathIgnorePatterns=${LEFT_OUT[tier]}`]),
];

const jest = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
const code = await new Promise((resolve) => jest.on('close', (status) => resolve(status ?? 1)));

let line = '0 passed, 1 failed';
let failed = true;
try {
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A suite that could not even be loaded is a failure of its own.
  const failures = numFailedTests + numRuntimeErrorTestSuites;
  failed = failures > 0 || numPassedTests === 0;
  line = `${numPassedTests} passed, ${failures} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`;
} catch {
  // jest itself said above why there is no report.
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${line}\n`);
process.exitCode = failed || code !== 0 ? 1 : 0;

/** Takes `--tier=…` out of the arguments. */
function tierOf(given) {
  const named = given.find((argument) => argument.startsWith('--tier='));
  if (named === undefined) return [null, given];
  const name = named.slice('--tier='.length);
  if (!Object.hasOwn(LEFT_OUT, name)) {
    process.stderr.write(`--tier is one of ${Object.keys(LEFT_OUT).join(', ')}; it was ${name}.\n`);
    process.exit(64);
  }
  return [name, given.filter((argument) => argument !== named)];
}
