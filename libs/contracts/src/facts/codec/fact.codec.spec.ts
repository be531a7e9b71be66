import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { factType, parseFactType } from './fact-type.js';
import { factCodec } from './fact.codec.js';

interface LampSwitched {
  readonly type: 'LampSwitched';
  readonly data: { readonly lampId: string; readonly on: boolean; readonly by?: string };
}

// What a fact looks like after two changes of its form.
const codec = factCodec<LampSwitched>({
  fact: 'LampSwitched',
  version: 2,
  shape: { lampId: z.string().min(1), on: z.boolean(), by: z.string().optional() },
  subject: (data) => data.lampId,
  upcasters: {
    'rescind.LampSwitched.v0': (data) => ({ ...z.object({ lamp: z.string() }).parse(data), state: 'on' }),
    'rescind.LampSwitched.v1': (data) => {
      const { lamp, state } = z.object({ lamp: z.string(), state: z.string() }).parse(data);
      return { lampId: lamp, on: state === 'on' };
    },
  },
});

describe('upcasters', () => {
  const upcast = { kind: 'fact', fact: { type: 'LampSwitched', data: { lampId: 'l1', on: true } } };

  it('bring the oldest version up through every version between', () => {
    expect(codec.read(0, { lamp: 'l1' })).toEqual(upcast);
    expect(codec.read(1, { lamp: 'l1', state: 'on' })).toEqual(upcast);
    expect(codec.read(2, { lampId: 'l1', on: true })).toEqual(upcast);
  });

  it('that throw make the record invalid, not the reader fail', () => {
    expect(codec.read(0, { secret: 's3cret' })).toEqual({
      kind: 'invalid',
      reason: "can't be upcast from version 0",
    });
  });

  it('whose result is not valid make the record invalid', () => {
    expect(codec.read(1, { lamp: '', state: 'on' })).toEqual({
      kind: 'invalid',
      reason: 'lampId: too_small',
    });
  });

  it('are not guessed: a version newer than ours is unknown, and so is an older one without its upcaster', () => {
    expect(codec.read(3, {})).toEqual({ kind: 'unknown' });
    const bare = factCodec<LampSwitched>({
      fact: 'LampSwitched',
      version: 1,
      shape: codecShape,
      subject: () => 'x',
    });
    expect(bare.read(0, {})).toEqual({ kind: 'unknown' });
  });
});

const codecShape = { lampId: z.string(), on: z.boolean(), by: z.string().optional() };

describe('a codec', () => {
  it('drops what it does not know when it reads, so that older readers survive newer optional fields', () => {
    expect(codec.read(2, { lampId: 'l1', on: false, colour: 'red' })).toEqual({
      kind: 'fact',
      fact: { type: 'LampSwitched', data: { lampId: 'l1', on: false } },
    });
  });

  it('refuses to write what it would drop', () => {
    expect(() => codec.write({ lampId: 'l1', on: false, colour: 'red' }, 'org')).toThrow(
      expect.objectContaining({ code: 'INVALID_FACT' }),
    );
  });

  it('writes fields in one order, whatever order they came in', () => {
    const text = JSON.stringify(codec.write({ by: 'me', on: true, lampId: 'l1' }, 'org').data);
    expect(text).toBe('{"lampId":"l1","on":true,"by":"me"}');
  });

  it('names the field and never the value when it refuses', () => {
    expect(() => codec.write({ lampId: 's3cret', on: 's3cret' }, 'org')).toThrow(
      expect.objectContaining({ code: 'INVALID_FACT', message: 'LampSwitched: on: invalid_type' }),
    );
  });
});

describe('the type of a fact', () => {
  it('is read back as it was written', () => {
    expect(parseFactType(factType('AppBlocked', 1))).toEqual({ fact: 'AppBlocked', version: 1 });
  });

  it.each([
    'rescind.AppBlocked',
    'rescind.AppBlocked.v',
    'rescind.AppBlocked.v01',
    'x.AppBlocked.v1',
    'rescind..v1',
    '',
  ])('is not read from %j', (type) => {
    expect(parseFactType(type)).toBeNull();
  });
});
