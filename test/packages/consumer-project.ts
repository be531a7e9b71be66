import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../harness/servers/run-command.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What the servers of {@link ./consumer/servers.ts} import, in the versions that this repository has of them. */
const DEPENDENCIES = [
  '@hono/node-server',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/graphql',
  '@nestjs/mercurius',
  '@nestjs/platform-fastify',
  '@types/express',
  '@types/koa',
  '@types/node',
  'express',
  'fastify',
  'graphql',
  'hono',
  'koa',
  'mercurius',
  'reflect-metadata',
  'rxjs',
  'typescript',
];

const COMPILER = {
  target: 'es2022',
  lib: ['es2023'],
  strict: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
  // Also the declarations of the package are checked, not only how they are used.
  skipLibCheck: false,
  types: ['node'],
};

const CONFIGS = {
  nodenext: {
    include: ['*.mts', '*.cts'],
    compilerOptions: { ...COMPILER, module: 'nodenext', outDir: 'nodenext' },
  },
  bundler: {
    include: ['servers.ts'],
    compilerOptions: { ...COMPILER, module: 'esnext', moduleResolution: 'bundler', outDir: 'bundler' },
  },
};

/** A project outside the repository that has the packed package installed. */
export interface ConsumerProject {
  readonly path: string;
  /** Compiles the servers as a TypeScript project with this resolution, and answers what is wrong in it and in the package. */
  compile(resolution: keyof typeof CONFIGS): readonly string[];
  remove(): void;
}

/** Makes the project, and installs the tarball and the frameworks into it, from npm's cache where they are in it. */
export async function makeConsumerProject(tarball: string): Promise<ConsumerProject> {
  const path = mkdtempSync(join(tmpdir(), 'rescind-consumer-'));
  const versions = DEPENDENCIES.map((name) => [name, versionOf(name)] as const);
  const dependencies = Object.fromEntries([...versions, ['@rescind/validator', `file:${tarball}`] as const]);
  const write = (name: string, content: object): void => {
    writeFileSync(join(path, name), JSON.stringify(content));
  };
  write('package.json', { name: 'consumer', private: true, type: 'module', dependencies });
  for (const [name, config] of Object.entries(CONFIGS)) write(`tsconfig.${name}.json`, config);
  const source = readFileSync(join(ROOT, 'test/packages/consumer/servers.ts'), 'utf8');
  for (const extension of ['ts', 'mts', 'cts']) writeFileSync(join(path, `servers.${extension}`), source);
  const install = [
    'install',
    '--prefix',
    path,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--no-package-lock',
  ];
  await run('npm', install, 5 * 60_000);

  return {
    path,
    compile: (resolution) => {
      const tsc = [
        join(path, 'node_modules/typescript/bin/tsc'),
        '-p',
        join(path, `tsconfig.${resolution}.json`),
        '--noEmitOnError',
        'false',
      ];
      const { stdout: printed } = spawnSync(process.execPath, tsc, { cwd: path, encoding: 'utf8' });
      // Other libraries may have errors of their own; their continuation lines are indented.
      return printed.split('\n').filter((line) => /error TS/.test(line) && /servers\.|@rescind\//.test(line));
    },
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function versionOf(name: string): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
