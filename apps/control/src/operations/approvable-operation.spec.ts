import { describe, expect, it } from '@jest/globals';
import type { ChangeOrgSettings } from '#domain';
import { readWritten, writeOperation } from './approvable-operation.js';
import { bulkOperation } from './bulk-operation.js';

describe('an operation that waits for approval', () => {
  it.each<[ChangeOrgSettings]>([
    [{ settings: { approvalThreshold: null }, basedOn: -1, reason: undefined }],
    [
      {
        settings: { approvalThreshold: 7, allowedGrantTypes: ['client_credentials'] },
        basedOn: 41,
        reason: 'why',
      },
    ],
  ])('is read back as it was, of settings: %j', (change) => {
    expect(readWritten(writeOperation(change))).toEqual(change);
  });

  it('is read back as it was, of tokens', () => {
    const operation = bulkOperation({ type: 'app', clientId: 'app-1' }, { reason: 'why' });
    expect(readWritten(writeOperation(operation))).toEqual(operation);
  });

  it('is refused where it is none, or names no revision', () => {
    expect(() => readWritten({ operation: 'PUT /organization/settings', request: '{}' })).toThrow(RangeError);
    expect(() => readWritten({ operation: 'PATCH /organization/settings', request: '{}' })).toThrow();
  });
});
