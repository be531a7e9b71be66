// Checks the deployment files without Docker: that the compose file sets what the code reads, and that what it starts exists.
// Where the `docker compose` plugin or hadolint is installed, it runs as well.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const root = new URL('../', import.meta.url);
const text = (path) => readFileSync(new URL(path, root), 'utf8');
const problems = [];
const check = (holds, problem) => {
  if (!holds) problems.push(problem);
};

const compose = parse(text('deploy/compose.yaml'), { merge: true });
const known = new Set(
  [text('libs/platform/src/config/parse-config.ts'), text('apps/edge/src/edge.config.ts')]
    .join('\n')
    .match(/\b(?:RESCIND|KAFKA|MONGODB|REDIS)_[A-Z_]+(?=:)/g),
);
const required = ['KAFKA_BROKERS', 'MONGODB_URL', 'RESCIND_KEY_ENCRYPTION_KEY', 'RESCIND_PUBLIC_URL'];
const apps = ['control', 'issuer', 'projector', 'feed'];

for (const app of [...apps, 'edge']) {
  const service = compose.services[app];
  check(service !== undefined, `compose: there is no service ${app}`);
  if (service === undefined) continue;
  const [main] = service.command ?? [];
  const source = String(main)
    .replace(/^dist\//, '')
    .replace(/\.js$/, '.ts');
  check(existsSync(new URL(source, root)), `compose: ${app} starts ${main}, and ${source} does not exist`);
  check(
    service.read_only === true && service.cap_drop?.includes('ALL'),
    `compose: ${app} must be read_only and drop all capabilities`,
  );
  for (const name of Object.keys(service.environment ?? {}))
    check(known.has(name), `compose: ${app} sets ${name}, but no configuration reads it`);
}
for (const app of apps) {
  for (const name of required) {
    check(name in (compose.services[app]?.environment ?? {}), `compose: ${app} lacks ${name}`);
  }
  for (const server of ['kafka', 'mongodb', 'valkey']) {
    const condition = compose.services[app]?.depends_on?.[server]?.condition;
    check(condition === 'service_healthy', `compose: ${app} does not wait for ${server}`);
  }
}
for (const [name, service] of Object.entries(compose.services)) {
  check(service.image !== undefined, `compose: ${name} has no image name`);
  check(
    !/:latest$/.test(service.image) || service.build !== undefined,
    `compose: ${name} must name a version, not :latest`,
  );
  for (const port of service.ports ?? [])
    check(String(port).startsWith('127.0.0.1:'), `compose: ${name} must publish ${port} on 127.0.0.1 only`);
  for (const volume of service.volumes ?? []) {
    const [from] = String(volume).split(':');
    const there = from.startsWith('.')
      ? existsSync(new URL(`deploy/${from}`, root))
      : from in compose.volumes;
    check(there, `compose: ${name} mounts ${from}, which does not exist`);
  }
}

const dockerfile = text('deploy/Dockerfile');
check(/^USER node$/m.test(dockerfile), 'Dockerfile: must switch to USER node');
check(/^HEALTHCHECK /m.test(dockerfile), 'Dockerfile: must have a HEALTHCHECK');
check(/^FROM node:24/m.test(dockerfile), 'Dockerfile: must be based on node:24, as package.json asks for');
const gateway = text('deploy/gateway/nginx.conf');
for (const app of ['control', 'issuer', 'feed'])
  check(gateway.includes(`http://${app}:4000`), `gateway: no location leads to ${app}`);
check(
  /proxy_set_header X-Forwarded-For \$remote_addr;/.test(gateway),
  'gateway: must replace X-Forwarded-For by the address of the caller',
);
const gatewayAddress = compose.services.gateway?.networks?.default?.ipv4_address;
for (const app of apps) {
  const trusted = compose.services[app]?.environment?.RESCIND_TRUSTED_PROXIES;
  check(
    trusted !== undefined && trusted === gatewayAddress,
    `compose: ${app} trusts the proxy ${trusted}, but the gateway has the address ${gatewayAddress}`,
  );
}

const tools = [
  ['docker', ['compose', '-f', 'deploy/compose.yaml', 'config', '--quiet'], ['compose', 'version']],
  ['hadolint', ['deploy/Dockerfile'], ['--version']],
];
const env = { ...process.env, RESCIND_KEY_ENCRYPTION_KEY: 'x', RESCIND_BOOTSTRAP_CLIENT_SECRET: 'x' };
for (const [tool, args, probe] of tools) {
  if (spawnSync(tool, probe, { stdio: 'ignore' }).status !== 0) continue;
  const run = spawnSync(tool, args, { cwd: root, env, encoding: 'utf8' });
  check(run.status === 0, `${tool}: ${run.stderr || run.stdout}`);
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length === 0)
  process.stdout.write('deploy: compose file, Dockerfile and gateway fit the code\n');
process.exitCode = problems.length === 0 ? 0 : 1;
