import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Replaces the address of the running process in the written files. */
const PUBLIC_URL = 'http://127.0.0.1:4000';
const START_MS = 60_000;

/** The OpenAPI document and the issuer's discovery document (RFC 8414) of a running standalone; starts one where no URL is given. */
export async function askStandalone(url) {
  if (url !== undefined) return ask(url);
  const folder = mkdtempSync(join(tmpdir(), 'rescind-reference-'));
  const main = new URL('../../dist/apps/standalone/src/main.js', import.meta.url).pathname;
  const env = {
    PATH: process.env.PATH,
    RESCIND_PORT: '0',
    RESCIND_DATA_DIR: folder,
    RESCIND_LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    return await ask(await addressOf(child));
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the process prints the address at which it is ready. */
async function addressOf(child) {
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    const url = /ready at (http:\S+)/.exec(printed)?.[1];
    if (url === undefined) continue;
    clearTimeout(timer);
    return url;
  }
  clearTimeout(timer);
  throw new Error('The standalone did not start. Is it built? npm run build');
}

async function ask(url) {
  const [openApi, discovery] = await Promise.all([
    json(`${url}/openapi.json`, url),
    json(`${url}/o/default/.well-known/openid-configuration`, url),
  ]);
  return { openApi, discovery };
}

async function json(address, url) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return JSON.parse((await response.text()).replaceAll(url, PUBLIC_URL));
}
