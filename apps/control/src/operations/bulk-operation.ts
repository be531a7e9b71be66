import { BlockAppRequestSchema } from '../apps/block-app/block-app.http.schema.js';
import { RevokeAppTokensRequestSchema } from '../apps/revoke-app-tokens/revoke-app-tokens.http.schema.js';
import { RevokeOrgTokensRequestSchema } from '../organization/revoke-org-tokens/revoke-org-tokens.http.schema.js';
import { RevokeSelectionRequestSchema } from '../revocations/revoke-selection/revoke-selection.http.schema.js';
import { RevokeUserAppTokensRequestSchema } from '../users/revoke-user-app-tokens/revoke-user-app-tokens.http.schema.js';
import { RevokeUserTokensRequestSchema } from '../users/revoke-user-tokens/revoke-user-tokens.http.schema.js';
import { RotateSigningKeysRequestSchema } from '../keys/rotate-signing-keys/rotate-signing-keys.http.schema.js';
import { type SelectionItem } from './selection.schema.js';
import { UninstallAppRequestSchema } from '../apps/uninstall-app/uninstall-app.http.schema.js';
import { TOKEN_KINDS, type TokenKind } from '#domain';

/** What a bulk command is about. */
export type BulkTarget =
  | { readonly type: 'app'; readonly clientId: string }
  | { readonly type: 'block'; readonly clientId: string }
  | { readonly type: 'uninstall'; readonly clientId: string; readonly userId: string | undefined }
  | { readonly type: 'user'; readonly userId: string }
  | { readonly type: 'user-app'; readonly userId: string; readonly clientId: string }
  | { readonly type: 'organization' }
  | { readonly type: 'selection'; readonly items: readonly SelectionItem[] }
  | { readonly type: 'keys'; readonly mode: 'graceful' | 'revoke' };

/** A bulk command, whoever asks for it and however it comes to be carried out. */
export interface BulkOperation {
  readonly target: BulkTarget;
  readonly covers: readonly TokenKind[];
  readonly reason: string | undefined;
}

/** A bulk command as its body says. */
export function bulkOperation(
  target: BulkTarget,
  body: { readonly covers?: readonly TokenKind[]; readonly reason?: string | undefined },
): BulkOperation {
  const covers = TOKEN_KINDS.filter((kind) => coveredBy(target, body.covers).includes(kind));
  return { target, covers, reason: body.reason };
}

/** `METHOD /path` of the command. */
export function nameOf({ target }: BulkOperation): string {
  switch (target.type) {
    case 'app':
      return `POST /apps/${encodeURIComponent(target.clientId)}/revoke`;
    case 'block':
      return `POST /apps/${encodeURIComponent(target.clientId)}/block`;
    case 'uninstall':
      return `POST /apps/${encodeURIComponent(target.clientId)}/uninstall`;
    case 'user':
      return `POST /users/${encodeURIComponent(target.userId)}/revoke`;
    case 'user-app':
      return `POST /users/${encodeURIComponent(target.userId)}/apps/${encodeURIComponent(target.clientId)}/revoke`;
    case 'organization':
      return 'POST /organization/revoke';
    case 'selection':
      return 'POST /revocations';
    case 'keys':
      return 'POST /keys/rotate';
  }
}

/** The command's body as JSON text: the same text for the same command. */
export function bodyOf({ target, covers, reason }: BulkOperation): string {
  switch (target.type) {
    case 'block':
      return JSON.stringify({ reason });
    case 'uninstall':
      return JSON.stringify({ user_id: target.userId, reason });
    case 'keys':
      return JSON.stringify({ mode: target.mode, reason });
    case 'selection':
      return JSON.stringify({ items: target.items, covers, reason });
    case 'app':
    case 'user':
    case 'user-app':
    case 'organization':
      return JSON.stringify({ covers, reason });
  }
}

/** Reads back what {@link nameOf} and {@link bodyOf} wrote. @throws RangeError for any other text */
export function readOperation(name: string, body: string): BulkOperation {
  for (const [pattern, read] of READERS) {
    const ids = pattern.exec(name)?.slice(1).map(decodeURIComponent);
    if (ids !== undefined) return read(JSON.parse(body), ids[0] ?? '', ids[1] ?? '');
  }
  throw new RangeError('This is no bulk command.');
}

type Reader = (body: unknown, first: string, second: string) => BulkOperation;

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [
    /^POST \/apps\/([^/]+)\/revoke$/,
    (body, clientId) => bulkOperation({ type: 'app', clientId }, RevokeAppTokensRequestSchema.parse(body)),
  ],
  [
    /^POST \/apps\/([^/]+)\/block$/,
    (body, clientId) => bulkOperation({ type: 'block', clientId }, BlockAppRequestSchema.parse(body)),
  ],
  [
    /^POST \/apps\/([^/]+)\/uninstall$/,
    (body, clientId) => {
      const { user_id: userId, reason } = UninstallAppRequestSchema.parse(body);
      return bulkOperation({ type: 'uninstall', clientId, userId }, { reason });
    },
  ],
  [
    /^POST \/users\/([^/]+)\/revoke$/,
    (body, userId) => bulkOperation({ type: 'user', userId }, RevokeUserTokensRequestSchema.parse(body)),
  ],
  [
    /^POST \/users\/([^/]+)\/apps\/([^/]+)\/revoke$/,
    (body, userId, clientId) =>
      bulkOperation({ type: 'user-app', userId, clientId }, RevokeUserAppTokensRequestSchema.parse(body)),
  ],
  [
    /^POST \/organization\/revoke$/,
    (body) => bulkOperation({ type: 'organization' }, RevokeOrgTokensRequestSchema.parse(body)),
  ],
  [
    /^POST \/revocations$/,
    (body) => {
      const selection = RevokeSelectionRequestSchema.parse(body);
      return bulkOperation({ type: 'selection', items: selection.items }, selection);
    },
  ],
  [
    /^POST \/keys\/rotate$/,
    (body) => {
      const rotation = RotateSigningKeysRequestSchema.parse(body);
      return bulkOperation({ type: 'keys', mode: rotation.mode }, rotation);
    },
  ],
];

function coveredBy(target: BulkTarget, covers: readonly TokenKind[] = TOKEN_KINDS): readonly TokenKind[] {
  if (target.type === 'block' || target.type === 'uninstall') return TOKEN_KINDS;
  if (target.type !== 'keys') return covers;
  return target.mode === 'revoke' ? ['access'] : [];
}

/** Whether the command happens only with a confirmation: it is about everything that the organisation has. */
export function needsConfirmation({ target }: BulkOperation): boolean {
  return target.type === 'organization' || (target.type === 'keys' && target.mode === 'revoke');
}

/** Whether the command may have to wait for a second person. A block is the emergency brake: it never waits. */
export function mayNeedApproval({ target }: BulkOperation): boolean {
  return target.type !== 'block' && !(target.type === 'keys' && target.mode === 'graceful');
}
