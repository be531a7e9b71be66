// Checks the packed tarball as its consumers' tools will read it: publint for the manifest, attw for the types of both module systems.
import { execFileSync } from 'node:child_process';
import { ROOT, tarball } from './paths.mjs';

const run = (tool, ...args) =>
  execFileSync(`${ROOT}node_modules/.bin/${tool}`, args, { cwd: ROOT, stdio: 'inherit' });
try {
  run('publint', 'run', tarball(), '--strict');
  // `node16`: TypeScript's resolution before `exports` (node10) knows no subpaths, and no supported version of Node needs it.
  run('attw', tarball(), '--profile', 'node16');
} catch {
  process.exitCode = 1;
}
