import { describe, expect, it } from '@jest/globals';
import { bodyOf, type BulkTarget, bulkOperation, nameOf, readOperation } from './bulk-operation.js';

const TARGETS: readonly BulkTarget[] = [
  { type: 'app', clientId: 'app 1/ü%?' },
  { type: 'block', clientId: 'app-1' },
  { type: 'uninstall', clientId: 'app/1', userId: undefined },
  { type: 'uninstall', clientId: 'app-1', userId: 'user/1' },
  { type: 'user', userId: 'user/1' },
  { type: 'user-app', userId: 'user/1', clientId: 'revoke' },
  { type: 'organization' },
  { type: 'selection', items: [{ token_id: 't1', iss: 'https://else.test' }, { user_id: 'u1' }] },
  { type: 'keys', mode: 'revoke' },
  { type: 'keys', mode: 'graceful' },
];

describe('a bulk command in the log', () => {
  it.each(TARGETS)('is read back as it was: %j', (target) => {
    for (const body of [{}, { covers: ['refresh', 'access'], reason: 'why' }] as const) {
      const operation = bulkOperation(target, body);
      expect(readOperation(nameOf(operation), bodyOf(operation))).toEqual(operation);
    }
  });

  it('is one text, however its kinds were ordered', () => {
    const one = bulkOperation({ type: 'organization' }, { covers: ['session', 'access'] });
    const other = bulkOperation({ type: 'organization' }, { covers: ['access', 'session'] });
    expect(bodyOf(one)).toBe(bodyOf(other));
  });

  it('is refused where it is none', () => {
    expect(() => readOperation('POST /apps', '{}')).toThrow(RangeError);
  });
});
