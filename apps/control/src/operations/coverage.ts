import { type BulkCounts, type Coverage, type Leaves } from './operation.schema.js';
import { TOKEN_KINDS, type TokenKind } from '#domain';
import { type BulkOperation, type BulkTarget, bodyOf, nameOf } from './bulk-operation.js';

const NAMES: Readonly<Record<TokenKind, string>> = {
  access: 'access tokens',
  refresh: 'refresh tokens and grants',
  session: 'sign-in sessions',
};

/** What is counted where nothing would happen. */
export const NOTHING_COUNTED: BulkCounts = {
  apps: 0,
  users: 0,
  tokens: { access: 0, refresh: 0 },
  at_least: false,
};

/** Exactly what a bulk command covers; `happens`: whether it does anything at all. */
export function coverageOf(operation: BulkOperation, happens: boolean): Coverage {
  if (!happens) return { description: 'Nothing.', kinds: [], formats: [] };
  const { target, covers } = operation;
  const isKeys = target.type === 'keys';
  const formats: Coverage['formats'] = !covers.includes('access') ? [] : isKeys ? ['JWT'] : ['JWT', 'Opaque'];
  return { description: describeCovered(operation), kinds: [...covers], formats };
}

/** What a bulk command leaves alive, and the commands for that. */
export function leavesOf(operation: BulkOperation, happens: boolean): Leaves {
  if (!happens) return { description: 'Everything.', commands: insteadOf(operation) };
  const { target, covers } = operation;
  const rest = TOKEN_KINDS.filter((kind) => !covers.includes(kind));
  switch (target.type) {
    case 'keys':
      return target.mode === 'revoke' ? LEFT_BY_KEYS : { description: 'Everything.', commands: [] };
    case 'block':
      return {
        description: 'Sign-in sessions, which span apps, and what other apps hold.',
        commands: [{ what: 'Sign-in sessions', operation: 'POST /sessions/{sid}/revoke' }],
      };
    case 'uninstall':
      return {
        description:
          target.userId === undefined
            ? 'The registration of the app, its blocks and its usage history. It gets no tokens until it is installed again.'
            : 'What the app holds of other users, its policy and its preauthorizations.',
        commands: [],
      };
    case 'selection':
      return {
        description: `What is not selected${rest.length === 0 ? '' : `, and ${listed(rest)} of what is`}.`,
        commands: [],
      };
    case 'app':
    case 'user':
    case 'user-app':
    case 'organization': {
      const commands = rest.map((kind) => ({
        what: capitalized(NAMES[kind]),
        operation: nameOf(operation),
        body: { ...(JSON.parse(bodyOf(operation)) as object), covers: [kind] },
      }));
      return {
        description: `${rest.length === 0 ? 'Nothing that exists now' : capitalized(listed(rest))}. New tokens can be issued at once.`,
        commands,
      };
    }
  }
}

/** What whoever confirms the command should know. */
export function warningOf({ target, covers }: BulkOperation, happens: boolean): string {
  if (!happens) return `Nothing would happen${becauseOf(target)}.`;
  switch (target.type) {
    case 'keys':
      return target.mode === 'revoke'
        ? 'This cannot be undone. Every app of the organisation loses its access tokens at once, and so does the one that you are calling with.'
        : 'Nothing is revoked.';
    case 'organization':
      return `This cannot be undone. Every app and every user of the organisation loses its ${listed(covers)} at once, and so do you.`;
    case 'block':
      return 'The app loses everything at once and gets nothing until it is unblocked; what is revoked stays so.';
    case 'uninstall':
      return 'What the app holds ends and stays ended, also when it is installed again.';
    case 'app':
    case 'user':
    case 'user-app':
    case 'selection':
      return 'This cannot be undone.';
  }
}

/** The commands for what somebody may have wanted who sends one that does nothing. */
function insteadOf({ target, covers, reason }: BulkOperation): Leaves['commands'] {
  if (target.type !== 'uninstall' || target.userId === undefined) return [];
  const { userId, clientId } = target;
  const operation = nameOf({ target: { type: 'user-app', userId, clientId }, covers, reason });
  return [{ what: 'What the user holds of the app', operation }];
}

function becauseOf(target: BulkTarget): string {
  if (target.type === 'block') return ': the app is blocked already';
  if (target.type !== 'uninstall') return '';
  return `: the app is not installed${target.userId === undefined ? '' : ' for that user in particular'}`;
}

function describeCovered({ target, covers }: BulkOperation): string {
  const kinds = listed(covers);
  switch (target.type) {
    case 'keys':
      return target.mode === 'revoke'
        ? 'Every JWT access token that the issuer of the organisation has signed so far.'
        : 'Nothing: what older keys signed stays good until it expires.';
    case 'organization':
      return `All ${kinds} of the organisation.`;
    case 'app':
      return `All ${kinds} of the app ${target.clientId}.`;
    case 'block':
      return `Everything that the app ${target.clientId} holds, and whatever it asks for until it is unblocked.`;
    case 'uninstall':
      return target.userId === undefined
        ? `All ${kinds} of the app ${target.clientId}, its policy and its preauthorizations.`
        : `All ${kinds} of the user ${target.userId} at the app ${target.clientId}.`;
    case 'user':
      return `All ${kinds} of the user ${target.userId}.`;
    case 'user-app':
      return `All ${kinds} of the user ${target.userId} at the app ${target.clientId}.`;
    case 'selection':
      return `All ${kinds} of ${String(target.items.length)} selected items.`;
  }
}

const LEFT_BY_KEYS: Leaves = {
  description:
    'Refresh tokens and grants, sign-in sessions, and opaque tokens: with them, new tokens are issued.',
  commands: [
    {
      what: 'Refresh tokens and grants',
      operation: 'POST /organization/revoke',
      body: { covers: ['refresh'] },
    },
    { what: 'Sign-in sessions', operation: 'POST /organization/revoke', body: { covers: ['session'] } },
    { what: 'Opaque access tokens', operation: 'POST /organization/revoke', body: { covers: ['access'] } },
  ],
};

function listed(kinds: readonly TokenKind[]): string {
  return kinds.map((kind) => NAMES[kind]).join(', ');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
