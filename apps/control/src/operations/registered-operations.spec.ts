import { describe, expect, it } from '@jest/globals';
import type { CommandBus } from '@nestjs/cqrs';
import type { ApprovalState } from '#domain';
import { ProblemException } from '#platform';
import { BlockAppOperation } from '../apps/block-app/block-app.operation.js';
import { RevokeAppTokensOperation } from '../apps/revoke-app-tokens/revoke-app-tokens.operation.js';
import { UninstallAppOperation } from '../apps/uninstall-app/uninstall-app.operation.js';
import { RotateSigningKeysOperation } from '../keys/rotate-signing-keys/rotate-signing-keys.operation.js';
import { ChangeOrganizationSettingsOperation } from '../organization/change-organization-settings/change-organization-settings.operation.js';
import { RevokeOrgTokensOperation } from '../organization/revoke-org-tokens/revoke-org-tokens.operation.js';
import { RevokeSelectionOperation } from '../revocations/revoke-selection/revoke-selection.operation.js';
import { RevokeUserAppTokensOperation } from '../users/revoke-user-app-tokens/revoke-user-app-tokens.operation.js';
import { RevokeUserTokensOperation } from '../users/revoke-user-tokens/revoke-user-tokens.operation.js';
import { inOrder } from './bulk-operation.kind.js';
import { OperationRegistry } from './operation-registry.js';
import type { Operation } from './operation.kind.js';

const bus = undefined as unknown as CommandBus;
const registry = new OperationRegistry();
const block = new BlockAppOperation(registry, bus);
const uninstall = new UninstallAppOperation(registry, bus);
const revokeApp = new RevokeAppTokensOperation(registry, bus);
const revokeUser = new RevokeUserTokensOperation(registry, bus);
const revokeUserAtApp = new RevokeUserAppTokensOperation(registry, bus);
const revokeOrg = new RevokeOrgTokensOperation(registry, bus);
const selection = new RevokeSelectionOperation(registry, bus);
const rotate = new RotateSigningKeysOperation(registry, bus);
const settings = new ChangeOrganizationSettingsOperation(registry, bus);

const KINDS = [
  block,
  uninstall,
  revokeApp,
  revokeUser,
  revokeUserAtApp,
  revokeOrg,
  selection,
  rotate,
  settings,
];
for (const kind of KINDS) kind.onModuleInit();

const covers = inOrder(['refresh', 'access']);
const OPERATIONS: readonly Operation[] = [
  revokeApp.of({ clientId: 'app 1/ü%?', covers }, 'why'),
  block.of({ clientId: 'app-1' }, undefined),
  uninstall.of({ clientId: 'app/1' }, undefined),
  uninstall.of({ clientId: 'app-1', userId: 'user/1' }, 'why'),
  revokeUser.of({ userId: 'user/1', covers }, undefined),
  revokeUserAtApp.of({ userId: 'user/1', clientId: 'revoke', covers }, undefined),
  revokeOrg.of({ covers }, 'why'),
  selection.of({ items: [{ token_id: 't1', iss: 'https://else.test' }, { user_id: 'u1' }], covers }, 'why'),
  rotate.of({ mode: 'revoke' }, undefined),
  rotate.of({ mode: 'graceful' }, 'why'),
  settings.of({ settings: { approvalThreshold: null }, basedOn: -1, reason: undefined }),
  settings.of({
    settings: { approvalThreshold: 7, allowedGrantTypes: ['client_credentials'] },
    basedOn: 41,
    reason: 'why',
  }),
];

/** An approval of the operation, as it is read from the log. */
function stored({ kind, parameters, reason }: Operation): ApprovalState {
  return {
    approvalId: 'approval-1',
    operation: kind.type,
    parameters: JSON.parse(JSON.stringify(parameters)) as ApprovalState['parameters'],
    count: 0,
    reason: reason ?? null,
    requestedBy: { kind: 'user', id: 'alice' },
    requestedAtMs: 0,
    expiresAtMs: 1,
    status: 'pending',
    decidedBy: null,
  };
}

describe('an operation that waits for approval', () => {
  it.each(OPERATIONS.map((operation) => [operation.kind.type, operation] as const))(
    'is read back as it was: %s',
    (_type, operation) => {
      const read = registry.read(stored(operation));
      expect(read.kind).toBe(operation.kind);
      expect(read.parameters).toEqual(operation.parameters);
      expect(read.reason).toBe(operation.reason);
    },
  );

  it('is refused where this version does not know it, or cannot read its parameters', () => {
    const unknown = { ...stored(revokeOrg.of({ covers }, undefined)), operation: 'paint-the-fence' };
    const misread = {
      ...stored(revokeOrg.of({ covers }, undefined)),
      parameters: { covers: ['everything'] },
    };
    const revisionless = {
      ...stored(settings.of({ settings: {}, basedOn: 1, reason: undefined })),
      parameters: { settings: {} },
    };
    const ofAnyRevision = stored(settings.of({ settings: {}, basedOn: null, reason: undefined }));
    for (const approval of [unknown, misread, revisionless, ofAnyRevision]) {
      expect(registry.find(approval)).toBeUndefined();
      expect(() => registry.read(approval)).toThrow(ProblemException);
    }
  });
});

describe('the request that asks for an operation', () => {
  it('names ids so that they stay one segment of the path', () => {
    const requests = OPERATIONS.map((operation) => operation.kind.request(operation).operation);
    expect(requests).toEqual([
      'POST /apps/app%201%2F%C3%BC%25%3F/revoke',
      'POST /apps/app-1/block',
      'POST /apps/app%2F1/uninstall',
      'POST /apps/app-1/uninstall',
      'POST /users/user%2F1/revoke',
      'POST /users/user%2F1/apps/revoke/revoke',
      'POST /organization/revoke',
      'POST /revocations',
      'POST /keys/rotate',
      'POST /keys/rotate',
      'PATCH /organization/settings',
      'PATCH /organization/settings',
    ]);
  });

  it('has the body that a caller would send', () => {
    const one = uninstall.of({ clientId: 'app-1', userId: 'user/1' }, 'why');
    expect(one.kind.request(one).body).toEqual({ user_id: 'user/1', reason: 'why' });
    const other = revokeOrg.of({ covers }, undefined);
    expect(other.kind.request(other).body).toEqual({ covers: ['access', 'refresh'] });
  });
});

describe('kinds of operation', () => {
  it('have a type each', () => {
    const twin = new BlockAppOperation(registry, bus);
    expect(() => {
      twin.onModuleInit();
    }).toThrow('block-app');
  });

  it('have the same parameters for the same operation, however its kinds of token were ordered', () => {
    expect(inOrder(['session', 'access'])).toEqual(inOrder(['access', 'session']));
  });
});
