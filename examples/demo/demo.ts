// The demo, in under a minute: it starts the real processes, on embedded storage in a folder that it removes at the end.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr, stdout } from 'node:process';

const plain = !stdout.isTTY || process.env['NO_COLOR'] !== undefined;
const paint = (code: number) => (text: string) => (plain ? text : `\u001b[${code}m${text}\u001b[0m`);
const bold = paint(1);
const green = paint(32);
const red = paint(31);
const dim = paint(2);
function say(text: string): void {
  stdout.write(`${text}\n`);
}
function step(title: string): void {
  say(`\n${bold(title)}`);
}
function show(label: string, value: string): void {
  say(`  ${dim(label.padEnd(26))} ${value}`);
}

const client = { id: 'demo-administrator', secret: randomBytes(24).toString('base64url') };
const folder = mkdtempSync(join(tmpdir(), 'rescind-demo-'));
const processes: ChildProcess[] = [];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function start(file: string, env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.pipe(stderr);
  processes.push(child);
  return child;
}

async function waitFor(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`Waited 30 s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const issuer = `${url}/o/default`;

async function tokenFor(id: string, secret: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const body = (await response.json()) as {
    access_token?: string;
    error?: string;
    error_description?: string;
  };
  if (body.access_token === undefined)
    throw new Error(`${body.error ?? ''}: ${body.error_description ?? ''}`);
  return body.access_token;
}

let administrator = '';
async function api(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${administrator}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
}

let orders = '';
async function call(token: string): Promise<{ status: number; reason: string }> {
  const response = await fetch(orders, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return { status: response.status, reason: response.headers.get('rescind-reason') ?? '' };
}
const shown = ({ status, reason }: { status: number; reason: string }): string =>
  status === 200 ? green('200 OK') : red(`${status} refused: ${reason}`);

/** Runs a command while it calls the resource server again and again; answers the time until the first refusal, ms. */
async function refusedAfter(
  token: string,
  command: () => Promise<unknown>,
): Promise<{ fromSent: number; fromAccepted: number }> {
  const sent = performance.now();
  let accepted = 0;
  const commanded = command().then(() => (accepted = performance.now()));
  while ((await call(token)).status === 200);
  const refused = performance.now();
  await commanded;
  return { fromSent: refused - sent, fromAccepted: Math.max(0, refused - accepted) };
}
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const ms = (value: number): string => `${value.toFixed(1)} ms`;

async function story(): Promise<void> {
  say(bold('Rescind, the main job: a revocation reaches every resource server.'));

  step('1. Start the platform (control, issuer, projector, feed in one process) and a resource server');
  const from = performance.now();
  start('dist/apps/standalone/src/main.js', {
    RESCIND_PORT: String(port),
    RESCIND_DATA_DIR: folder,
    RESCIND_LOG_LEVEL: 'error',
    RESCIND_BOOTSTRAP_CLIENT_ID: client.id,
    RESCIND_BOOTSTRAP_CLIENT_SECRET: client.secret,
  });
  await waitFor('the platform is ready', async () => (await fetch(`${url}/health/ready`)).ok);
  show('platform', `${url}  ready in ${ms(performance.now() - from)}`);
  administrator = await tokenFor(client.id, client.secret);
  const edge = await api('POST', '/edges', { name: 'orders API' });
  const ordersPort = await freePort();
  orders = `http://127.0.0.1:${ordersPort}/`;
  start('examples/resource-server/server.ts', {
    RESCIND_URL: url,
    RESCIND_EDGE_ID: String(edge['edge_id']),
    RESCIND_EDGE_SECRET: String(edge['edge_secret']),
    PORT: String(ordersPort),
  });
  await waitFor('the resource server is ready', async () => (await fetch(orders)).status === 401);
  show('resource server', `${orders}  (examples/resource-server, with the SDK)`);

  step('2. Register an app, get a JWT for it, call the resource server');
  const app = await api('POST', '/apps', { client_name: 'Acme Reports', scope: 'orders:read' });
  const clientId = String(app['client_id']);
  const secret = String(app['client_secret']);
  const first = await tokenFor(clientId, secret);
  show('app', clientId);
  show('access token', `${first.slice(0, 24)}…  (RFC 9068, RS256, ${first.length} characters)`);
  show('GET /orders', shown(await call(first)));

  step('3. Block the app, while the resource server is being called');
  let revocation = '';
  const block = await refusedAfter(first, async () => {
    revocation = String((await api('POST', `/apps/${clientId}/block`, { reason: 'leaked secret' }))['id']);
  });
  show('GET /orders', shown(await call(first)));
  show(
    'refused',
    `${bold(ms(block.fromSent))} after the command was sent, ${ms(block.fromAccepted)} after it was accepted`,
  );
  show('a new token', red(await tokenFor(clientId, secret).then(() => 'issued?!', messageOf)));

  step('4. Ask how far it has come');
  type Propagation = {
    complete: boolean;
    edges: { applied: number; total: number };
    latencyMs: { max: number } | null;
  };
  let page = {} as Propagation;
  await waitFor('every edge has applied it', async () => {
    page = (await api('GET', `/revocations/${revocation}/propagation`)) as unknown as Propagation;
    return page.complete && page.latencyMs !== null;
  });
  show(
    'applied',
    `at ${page.edges.applied} of ${page.edges.total} edges, the slowest within ${page.latencyMs?.max ?? 0} ms (receipts, upper bound)`,
  );

  step('5. Unblock it: the old token stays dead, a new one works');
  await api('POST', `/apps/${clientId}/unblock`);
  let second = '';
  await waitFor('a new token', async () => {
    second = await tokenFor(clientId, secret);
    return (await call(second)).status === 200;
  });
  show('the old token', shown(await call(first)));
  show('a new token', shown(await call(second)));

  step('6. Revoke the signing keys: every JWT of the organisation is refused');
  const keys = { mode: 'revoke', reason: 'drill' };
  type Preview = { covers: { description: string }; confirmation: string };
  const { covers, confirmation } = (await api('POST', '/keys/rotate', keys)) as unknown as Preview;
  show('preview', covers.description);
  const rotation = await refusedAfter(second, () => api('POST', '/keys/rotate', { ...keys, confirmation }));
  show('GET /orders', shown(await call(second)));
  show('refused', `${bold(ms(rotation.fromSent))} after the command was sent`);
  let third = '';
  await waitFor('a token by the new key', async () => {
    third = await tokenFor(clientId, secret);
    return (await call(third)).status === 200;
  });
  show('a token by the new key', shown(await call(third)));

  step('7. The usage page');
  administrator = await tokenFor(client.id, client.secret);
  type User = {
    userIdentifier: string;
    useCount: number;
    callCount: number;
    firstUsedAt: string;
    lastUsedAt: string;
  };
  let users: User[] = [];
  await waitFor('the usage is counted', async () => {
    users = (await api('GET', `/apps/oauth/usage/${clientId}/users`))['users'] as User[];
    return (users[0]?.useCount ?? 0) >= 3;
  });
  say(`  ${dim('user'.padEnd(46))} ${dim('tokens')}  ${dim('first use'.padEnd(20))}  ${dim('last use')}`);
  for (const { userIdentifier, useCount, firstUsedAt, lastUsedAt } of users) {
    const at = (time: string): string => time.slice(0, 19).replace('T', ' ');
    say(
      `  ${userIdentifier.padEnd(46)} ${String(useCount).padStart(6)}  ${at(firstUsedAt).padEnd(20)}  ${at(lastUsedAt)}`,
    );
  }
  say(`\n${dim('Try it yourself: npm start, then open /openapi.json.')}`);
}

try {
  await story();
} catch (error) {
  stderr.write(`\nThe demo stopped: ${messageOf(error)}\n`);
  process.exitCode = 1;
} finally {
  await Promise.all(
    processes.reverse().map(async (child) => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }),
  );
  rmSync(folder, { recursive: true, force: true });
}
