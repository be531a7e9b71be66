import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Platform, startEmbeddedPlatform } from '../platform/processes/platform.js';

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: object }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: object }> }>;
}

describe('the reference', () => {
  let platform: Platform;
  let operations: readonly { readonly name: string; readonly operation: Operation }[];
  beforeAll(async () => {
    platform = await startEmbeddedPlatform();
    const { body } = await platform.api.get('/openapi.json', { token: null });
    const paths = body['paths'] as Record<string, Record<string, Operation>>;
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        operation,
      })),
    );
  });
  afterAll(() => platform.close());

  it('says what the registries in the code say', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['scripts/reference.mjs', '--check', '--url', platform.url],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('has every operation under an id of its own', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(25);
  });

  const without = (holds: (operation: Operation, name: string) => boolean): readonly string[] =>
    operations.filter(({ operation, name }) => !holds(operation, name)).map(({ name }) => name);
  const isSidecar = (name: string): boolean => name.includes('/edge/verdict');

  it('has a summary for every operation, and what it needs', () => {
    expect(without(({ summary }) => summary !== undefined && summary !== '')).toEqual([]);
    expect(without(({ security = [] }, name) => security.length === 1 || isSidecar(name))).toEqual([]);
  });

  it('has the body of every command that takes one', () => {
    expect(
      without(
        ({ requestBody }, name) =>
          !name.startsWith('POST') || requestBody?.content['application/json'] !== undefined,
      ),
    ).toEqual([]);
  });

  it('has every parameter of every path, with a schema', () => {
    const complete = ({ parameters = [] }: Operation, name: string): boolean => {
      const described = new Set(
        parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name),
      );
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      return (
        inPath.every((parameter) => described.has(parameter)) &&
        parameters.every(({ schema }) => schema !== undefined)
      );
    };
    expect(without(complete)).toEqual([]);
  });

  it('has an answer for success with its content, and problem documents for the rest', () => {
    const says = ({ responses }: Operation): boolean =>
      Object.entries(responses).some(
        ([status, { content }]) => /^2/.test(status) && (status === '204' || content !== undefined),
      );
    const fails = ({ responses }: Operation): boolean =>
      ['4XX', '5XX'].every(
        (status) => responses[status]?.content?.['application/problem+json'] !== undefined,
      );
    expect(without((operation, name) => says(operation) || isSidecar(name))).toEqual([]);
    expect(without((operation, name) => fails(operation) || isSidecar(name))).toEqual([]);
  });
});
