import type {
  AppPolicyChanged,
  AppRegistered,
  AppSettingsChanged,
  ClientMetadata,
  RecordedDecision,
  TokenIssued,
  TokenUsed,
  UsageDenied,
} from '../../facts/index.js';
import { DEFAULT_APP_POLICY } from '../../state/app-policy.js';
import { TOKEN_KINDS, type TokenKind } from '../../values/token-kind.js';
import { appChangeRejection } from '../../state/acceptance.js';
import { APP_USER_MODEL } from '../app-user/app-user.apply.js';
import { appDocId, appUserDocId } from '../document/document-ids.js';
import {
  type DocumentsBefore,
  earlier,
  handled,
  later,
  placeOf,
  type ReadModel,
  type ReadModelFact,
  recordedAt,
  timeOf,
} from '../document/document.js';
import { withoutRevoked, withToken } from '../live-tokens/live-tokens.js';
import {
  APP_LISTS,
  APP_RECENT_CHANGES,
  type AppDoc,
  nameKeyOf,
  unknownApp,
  withFacets,
  withLive,
} from './app.document.js';

const HANDLES = [
  'AppRegistered',
  'AppSettingsChanged',
  'AppPolicyChanged',
  'AppInstalled',
  'AppUninstalled',
  'AppBlocked',
  'AppUnblocked',
  'AppTokensRevoked',
  'TokenIssued',
  'TokenUsed',
  'UsageDenied',
] as const;

/** The apps of an organisation. A fact of use is in the user's document first, so that each new user is counted once. */
export const APP_MODEL: ReadModel<AppDoc> = {
  name: 'app',
  version: 2,
  collection: 'app_v2',
  handles: HANDLES,
  lists: Object.values(APP_LISTS),
  after: APP_USER_MODEL.collection,
  keys: (recorded) => {
    const fact = handled(recorded, HANDLES);
    return fact === null ? [] : [appDocId(recorded.orgId, fact.data.clientId)];
  },
  apply: applyApp,
};

/** Folds a fact into the document of an app. */
export function applyApp(
  doc: AppDoc | null,
  recorded: ReadModelFact,
  _id?: string,
  before?: DocumentsBefore,
): AppDoc | null {
  const fact = handled(recorded, HANDLES);
  if (fact === null) return doc;
  const app = doc ?? unknownApp(recorded.orgId, fact.data.clientId);
  switch (fact.type) {
    case 'TokenIssued':
      return withFacets(withUser(issued(app, fact.data, recorded), fact.data, recorded, before));
    case 'TokenUsed':
      return withUser(used(app, fact.data, recorded), fact.data, recorded, before);
    case 'UsageDenied':
      return withFacets(denied(app, fact.data, recorded));
    default:
      return 'effects' in recorded ? withFacets(decided(app, { ...recorded, fact })) : doc;
  }
}

type AppDecision = Exclude<
  Extract<ReadModelFact['fact'], { type: (typeof HANDLES)[number] }>,
  TokenIssued | TokenUsed | UsageDenied
>;

function decided(app: AppDoc, recorded: RecordedDecision & { readonly fact: AppDecision }): AppDoc {
  const { fact } = recorded;
  switch (fact.type) {
    case 'AppRegistered':
      return registered(app, fact.data, recorded);
    case 'AppSettingsChanged':
    case 'AppPolicyChanged':
    case 'AppInstalled':
    case 'AppUninstalled':
      return changed(app, { ...recorded, fact });
    case 'AppBlocked': {
      const { blockId: id, reason = null } = fact.data;
      const isKnown = app.blocks.some((block) => block.id === id);
      const blocks = isKnown ? app.blocks : [...app.blocks, { id, at: recordedAt(recorded), reason }];
      return revoked(withBlocks(app, blocks, app.lifts), TOKEN_KINDS, recorded);
    }
    case 'AppUnblocked': {
      const lifts = [...new Set([...app.lifts, ...fact.data.blockIds])];
      return revoked(withBlocks(app, app.blocks, lifts), TOKEN_KINDS, recorded);
    }
    case 'AppTokensRevoked':
      return revoked(app, fact.data.covers, recorded);
  }
}

/** The first registration counts, as it does in the fold. */
function registered(app: AppDoc, data: AppRegistered['data'], recorded: RecordedDecision): AppDoc {
  if (app.registered) return app;
  const { installed = true } = data;
  const { offset } = recorded.position;
  return {
    ...withMetadata(app, data.metadata),
    registered: true,
    registeredAt: recordedAt(recorded),
    installed,
    installedAt: installed ? recordedAt(recorded) : null,
    settingsRevision: offset,
    policyRevision: offset,
  };
}

type AppChange = Extract<
  AppDecision,
  { type: 'AppSettingsChanged' | 'AppPolicyChanged' | 'AppInstalled' | 'AppUninstalled' }
>;

/** A change is made once, and only if the fold accepts it. Its tokens end in any case. */
function changed(app: AppDoc, recorded: RecordedDecision & { readonly fact: AppChange }): AppDoc {
  const { id, fact } = recorded;
  const isForOne = 'userId' in fact.data && fact.data.userId !== undefined;
  const cut = fact.type === 'AppUninstalled' && !isForOne ? revoked(app, TOKEN_KINDS, recorded) : app;
  if (isForOne || app.recentChanges.includes(id)) return cut;
  const recentChanges = [...app.recentChanges, id].slice(-APP_RECENT_CHANGES);
  const rejection = appChangeRejection(app.registered ? app : undefined, fact.type, recorded.basedOn);
  return { ...(rejection === null ? withChange(cut, fact, recorded) : cut), recentChanges };
}

function withChange(app: AppDoc, fact: AppChange, recorded: RecordedDecision): AppDoc {
  const { offset } = recorded.position;
  switch (fact.type) {
    case 'AppSettingsChanged':
      return withSettings(app, fact.data, offset);
    case 'AppPolicyChanged':
      return withPolicy(app, fact.data.policy, offset);
    case 'AppInstalled':
      return app.installed ? app : { ...app, installed: true, installedAt: recordedAt(recorded) };
    case 'AppUninstalled':
      return { ...withPolicy(app, DEFAULT_APP_POLICY, offset), installed: false, installedAt: null };
  }
}

function withSettings(app: AppDoc, { metadata }: AppSettingsChanged['data'], offset: number): AppDoc {
  return { ...withMetadata(app, metadata), settingsRevision: offset };
}

function withPolicy(
  app: AppDoc,
  { permittedUsers }: Pick<AppPolicyChanged['data']['policy'], 'permittedUsers'>,
  offset: number,
): AppDoc {
  return { ...app, permittedUsers, policyRevision: offset };
}

function withMetadata(app: AppDoc, metadata: ClientMetadata): AppDoc {
  const name = metadata.client_name ?? null;
  return {
    ...app,
    name,
    nameKey: nameKeyOf(name ?? app.clientId),
    scope: metadata.scope ?? null,
    grantTypes: metadata.grant_types,
    redirectUris: metadata.redirect_uris ?? [],
    tokenEndpointAuthMethod: metadata.token_endpoint_auth_method,
    clientUri: metadata.client_uri ?? null,
    logoUri: metadata.logo_uri ?? null,
    softwareId: metadata.software_id ?? null,
    softwareVersion: metadata.software_version ?? null,
  };
}

function withBlocks(app: AppDoc, blocks: AppDoc['blocks'], lifts: AppDoc['lifts']): AppDoc {
  const standing = blocks.filter(({ id }) => !lifts.includes(id));
  const blockedAt = standing.reduce<string | null>((earliest, { at }) => earlier(earliest, at), null);
  return { ...app, blocks, lifts, blocked: standing.length > 0, blockedAt };
}

function revoked(app: AppDoc, covers: readonly TokenKind[], recorded: ReadModelFact): AppDoc {
  return withLive(app, withoutRevoked(app.live, covers, recorded), recorded.appendedAtMs);
}

/** Counts the user whose first use this is. The fact is in the user's document, which says which one was the first. */
function withUser(
  app: AppDoc,
  { clientId, userId }: Pick<TokenUsed['data'], 'clientId' | 'userId'>,
  recorded: ReadModelFact,
  before: DocumentsBefore | undefined,
): AppDoc {
  if (!('partition' in recorded)) return app;
  const user = before?.(appUserDocId(recorded.orgId, clientId, userId));
  return user?.['firstUse'] === placeOf(recorded) ? { ...app, userCount: app.userCount + 1 } : app;
}

function issued(app: AppDoc, token: TokenIssued['data'], recorded: ReadModelFact): AppDoc {
  const at = timeOf(token.issuedAt, recorded);
  return {
    ...withLive(app, withToken(app.live, token, recorded), recorded.appendedAtMs),
    firstIssuedAt: earlier(app.firstIssuedAt, at),
    lastIssuedAt: later(app.lastIssuedAt, at),
    lastUsedAt: later(app.lastUsedAt, at),
  };
}

function used(app: AppDoc, { lastAt }: TokenUsed['data'], recorded: ReadModelFact): AppDoc {
  return { ...app, lastUsedAt: later(app.lastUsedAt, timeOf(lastAt, recorded)) };
}

function denied(app: AppDoc, denial: UsageDenied['data'], recorded: ReadModelFact): AppDoc {
  const denials = { ...app.denied, [denial.reason]: app.denied[denial.reason] + denial.count };
  return {
    ...app,
    denied: denials,
    deniedCount: app.deniedCount + denial.count,
    deniedNotInstalled: denials['not-installed'],
    lastDeniedAt: later(app.lastDeniedAt, timeOf(denial.lastAt, recorded)),
  };
}
