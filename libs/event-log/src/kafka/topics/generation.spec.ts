import { describe, expect, it } from '@jest/globals';
import { contradicts, generationIn } from './generation.js';
import type { MarkerKind, WireRecord } from '../records/wire-record.codec.js';

const content = { appendedAtMs: 0, key: 'k', value: '{}', headers: {} };
const record = (offset: number, generation: string | null): WireRecord => ({
  kind: 'record',
  offset,
  generation,
  content,
});
const marker = (offset: number, marked: MarkerKind, generation: string): WireRecord => ({
  kind: 'marker',
  offset,
  generation,
  marker: marked,
  appendedAtMs: 0,
});
const control = (offset: number): WireRecord => ({ kind: 'control', offset });

describe('the generation of a partition', () => {
  it.each<[string, WireRecord[], string | null]>([
    ['is that of the marker at offset 0', [marker(0, 'created', 'a'), record(1, 'x')], 'a'],
    ['is not that of a creator who came second', [marker(0, 'created', 'a'), marker(1, 'created', 'b')], 'a'],
    ['is that of the first record left, when the marker has expired', [record(7, 'a')], 'a'],
    [
      'is not that of the second creator, when the first marker has expired',
      [marker(1, 'created', 'b'), record(2, 'a')],
      'a',
    ],
    ['is that of a marker that continues it', [marker(9, 'continued', 'a')], 'a'],
    [
      'is that of the first of two who continue an empty one',
      [marker(9, 'continued', 'a'), marker(10, 'continued', 'b')],
      'a',
    ],
    ['is not known from records of others', [record(3, null), control(4)], null],
    [
      'is known from the first that says it',
      [control(3), record(4, null), record(5, 'a'), record(6, 'b')],
      'a',
    ],
    ['is not known of an empty one', [], null],
  ])('%s', (_, records, generation) => {
    expect(generationIn(records)).toBe(generation);
  });

  it.each<[string, WireRecord, boolean]>([
    ['a record of it', record(5, 'a'), false],
    ['a record of another', record(5, 'b'), true],
    ['a record that says nothing', record(5, null), false],
    ['a continuing marker of another', marker(5, 'continued', 'b'), true],
    ['the marker of a creator who came second', marker(1, 'created', 'b'), false],
    ['the marker of another creation', marker(0, 'created', 'b'), true],
    ['a control record', control(5), false],
  ])('is contradicted, or not, by %s', (_, each, contradicted) => {
    expect(contradicts(each, 'a')).toBe(contradicted);
  });
});
