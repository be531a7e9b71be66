// Runs every suite (or those whose paths are given) and ends with one line: `N passed, N failed`, and `, N skipped` where there are any.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'rescind-report-'));
const report = join(folder, 'report.json');
const args = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--json',
  `--outputFile=${report}`,
  ...process.argv.slice(2),
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
