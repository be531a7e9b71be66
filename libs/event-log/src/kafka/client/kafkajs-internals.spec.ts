import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { checkKafkajs, KafkajsInternalsError, TESTED_KAFKAJS, type LoadModule } from './kafkajs-internals.js';

const load: LoadModule = createRequire(import.meta.url);
const REQUEST_QUEUE = 'kafkajs/src/network/requestQueue/index.js';

/** kafkajs with some modules replaced; `null`: the module is gone. */
function changed(modules: Readonly<Record<string, unknown>>): LoadModule {
  return (path) => {
    if (!(path in modules)) return load(path);
    if (modules[path] === null) throw new Error(`Cannot find module '${path}'`);
    return modules[path];
  };
}

/** A class with these methods, whose instances have these fields. */
function classWith(methods: readonly string[], fields: object = {}): unknown {
  function Fake(this: object): void {
    Object.assign(this, fields);
  }
  for (const method of methods) Reflect.set(Fake.prototype as object, method, () => undefined);
  return Fake;
}

function problem(modules: Readonly<Record<string, unknown>>): unknown {
  try {
    return checkKafkajs(changed(modules));
  } catch (error) {
    return error;
  }
}

describe('the internals of kafkajs', () => {
  it('are those of the pinned version', () => {
    expect(load('kafkajs/package.json')).toMatchObject({ version: TESTED_KAFKAJS });
    expect(typeof checkKafkajs().scheduleCheckPendingRequests).toBe('function');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a module that was moved', { [REQUEST_QUEUE]: null }, `RequestQueue (${REQUEST_QUEUE})`],
    [
      'a method that was renamed',
      { [REQUEST_QUEUE]: classWith([], { pending: [] }) },
      'RequestQueue.prototype.scheduleCheckPendingRequests',
    ],
    [
      'a queue that keeps its requests elsewhere',
      { [REQUEST_QUEUE]: classWith(['scheduleCheckPendingRequests']) },
      'RequestQueue.pending',
    ],
    [
      'a broker without a fetch of its own',
      { 'kafkajs/src/broker/index.js': classWith(['listOffsets']) },
      'Broker.prototype.fetch',
    ],
    [
      'a client that makes its cluster in another way',
      { kafkajs: { Kafka: classWith([]) } },
      'Kafka[Symbol(private:Kafka:createCluster)]',
    ],
  ])('%s is an error that names the installed version and what is missing', (_case, modules, missing) => {
    const error = problem({ ...modules, 'kafkajs/package.json': { version: '9.9.9' } });
    expect(error).toBeInstanceOf(KafkajsInternalsError);
    expect(error).toMatchObject({ code: 'KAFKAJS_INTERNALS_CHANGED', retriable: false });
    expect(String(error)).toContain('kafkajs 9.9.9 is installed');
    expect(String(error)).toContain(missing);
  });

  it('are all named at once', () => {
    const message = String(problem({ [REQUEST_QUEUE]: null, 'kafkajs/src/cluster/index.js': null }));
    expect(message).toContain('RequestQueue (');
    expect(message).toContain('Cluster (');
  });
});
