import { describe, expect, it } from '@jest/globals';
import { decideRegisterApp } from '../app/index.js';
import { clientMetadata, given, userRegistered } from '../testing/index.js';
import { decideGrantRole } from '../user/index.js';
import { isPermission, PERMISSIONS } from './permissions.js';

describe('permissions', () => {
  it('are told apart from other scopes', () => {
    expect(PERMISSIONS.every(isPermission)).toBe(true);
    expect(['openid', 'apps', '', 'APPS:BLOCK', 'tokens'].some(isPermission)).toBe(false);
    expect(new Set(PERMISSIONS).size).toBe(PERMISSIONS.length);
  });

  it.each(PERMISSIONS)('cannot be handed on to an app by who does not hold them: %s', (permission) => {
    const metadata = clientMetadata({ scope: `openid ${permission}` });
    const others = PERMISSIONS.filter((each) => each !== permission);
    const command = { clientId: 'app-1', metadata };
    given([])
      .when(decideRegisterApp, { ...command, callerScopes: others })
      .thenThrows('SCOPE_NOT_HELD');
    given([])
      .when(decideRegisterApp, { ...command, callerScopes: [permission] })
      .then({ type: 'AppRegistered', data: command });
  });

  it("include asking about other clients' tokens, for apps and for users", () => {
    const permissions = ['tokens:introspect'] as const;
    expect(permissions.every(isPermission)).toBe(true);
    given([userRegistered('user-1')])
      .when(decideGrantRole, { userId: 'user-1', permissions })
      .then({ type: 'RoleGranted', data: { userId: 'user-1', permissions } });
  });
});
