import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { appUserDocId, denialDocId, joinParts, tokenDocId } from './document-ids.js';

const part = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({
    unit: fc.constantFrom('/', '%', 'a', '0', '2', 'f', '\ud800', '\udc00', '\udfff'),
    maxLength: 6,
  }),
);
const asStored = (id: string): string => Buffer.from(id, 'utf8').toString('utf8');

describe('document ids', () => {
  it('are different for different parts, also after they were stored as UTF-8', () => {
    fc.assert(
      fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (a, b) => {
        const same = a.every((each, index) => each === b[index]);
        expect(asStored(appUserDocId(...a)) === asStored(appUserDocId(...b))).toBe(same);
      }),
      { numRuns: 3000 },
    );
  });

  it('are different for text that has no UTF-8 form, also after they were stored as UTF-8', () => {
    const ids = ['\ud800', '\udbff', '\udc00', '\ufffd', '%d800'].map((text) =>
      asStored(joinParts('org', text)),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('do not move text from one part to the next', () => {
    expect(joinParts('a', 'b/c')).not.toBe(joinParts('a/b', 'c'));
    expect(joinParts('a', '')).not.toBe(joinParts('a'));
    expect(joinParts('%002f')).not.toBe(joinParts('/'));
    expect(tokenDocId('org', 'https://a.example/x', 'y')).not.toBe(
      tokenDocId('org', 'https://a.example', 'x/y'),
    );
  });

  it('tell nobody from a user without a name', () => {
    expect(denialDocId('o', 'a', null, 'blocked')).not.toBe(denialDocId('o', 'a', '', 'blocked'));
  });
});
