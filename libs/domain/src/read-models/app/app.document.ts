import type { DenialReason, PermittedUsers } from '../../facts/index.js';
import { DEFAULT_APP_POLICY } from '../../state/app-policy.js';
import { formatIsoTime, parseIsoTime } from '../../values/iso-time.js';
import type { TokenKind } from '../../values/token-kind.js';
import { listOrder, type ReadModelDocument } from '../document/document.js';
import {
  activeUntilOf,
  type BulkRevocation,
  type LiveTokens,
  NO_TOKENS,
  revokedBeforeMsOf,
  shortenedTo,
  withoutRevoked,
} from '../live-tokens/live-tokens.js';
import { facetsOf } from './app-facets.js';

/** A block that was placed on an app. */
export type AppDocBlock = { readonly id: string; readonly at: string; readonly reason: string | null };

/** How often an app was denied, per reason. */
export type DeniedCounts = { readonly [reason in DenialReason]: number };

/**
 * An app: what it is, whether it is blocked, until when it is active. Times are ISO 8601 in a form that sorts. An app that
 * was never registered has a document too, once somebody tried to use it.
 */
export type AppDoc = ReadModelDocument<{
  readonly orgId: string;
  readonly clientId: string;
  readonly registered: boolean;
  readonly registeredAt: string | null;
  /** For everybody. */
  readonly installed: boolean;
  readonly installedAt: string | null;
  readonly permittedUsers: PermittedUsers;
  readonly name: string | null;
  /** What lists sort by: the name in lower case (NFKC), or the `client_id`. */
  readonly nameKey: string;
  readonly scope: string | null;
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly tokenEndpointAuthMethod: string | null;
  readonly clientUri: string | null;
  readonly logoUri: string | null;
  readonly softwareId: string | null;
  readonly softwareVersion: string | null;
  /** Offsets of the last changes that were taken, of the settings and of the policy. */
  readonly settingsRevision: number;
  readonly policyRevision: number;
  /** Ids of the last changes that were read, taken or not, at most {@link APP_RECENT_CHANGES}: one that comes again changes nothing. */
  readonly recentChanges: readonly string[];
  readonly blocked: boolean;
  /** Since when, of the blocks that stand the earliest. */
  readonly blockedAt: string | null;
  readonly blocks: readonly AppDocBlock[];
  readonly lifts: readonly string[];
  /** Whether a token of it is alive. */
  readonly active: boolean;
  /** Last `exp` of what revocations leave alive; those of less, or more, than this app come a little later. */
  readonly activeUntil: string | null;
  /** When the last bulk revocation of the app was decided, epoch ms. */
  readonly revokedBeforeMs: number | null;
  /** Users that ever used it. */
  readonly userCount: number;
  readonly firstIssuedAt: string | null;
  readonly lastIssuedAt: string | null;
  /** The last sign of life: an issuance, or a call at an edge. */
  readonly lastUsedAt: string | null;
  readonly denied: DeniedCounts;
  readonly deniedCount: number;
  /** Of these, attempts that were denied because the app is not installed. */
  readonly deniedNotInstalled: number;
  readonly lastDeniedAt: string | null;
  /** What lists are filtered by: `facetsOf`. */
  readonly facets: number;
  readonly live: LiveTokens;
}>;

/** How many ids of changes are kept. */
export const APP_RECENT_CHANGES = 16;

/** Orders in which apps are listed. */
export const APP_LISTS = {
  byName: listOrder<keyof AppDoc>('byName', 'orgId', 'facets', 'nameKey'),
  byUsers: listOrder<keyof AppDoc>('byUsers', 'orgId', 'facets', '-userCount'),
  byLastUsed: listOrder<keyof AppDoc>('byLastUsed', 'orgId', 'facets', '-lastUsedAt'),
  byActiveUntil: listOrder<keyof AppDoc>('byActiveUntil', 'orgId', 'facets', '-activeUntil'),
  byDenied: listOrder<keyof AppDoc>('byDenied', 'orgId', 'facets', '-deniedNotInstalled'),
} as const;

/** The document of an app of which nothing was seen. */
export function unknownApp(orgId: string, clientId: string): AppDoc {
  return {
    orgId,
    clientId,
    registered: false,
    registeredAt: null,
    installed: false,
    installedAt: null,
    permittedUsers: DEFAULT_APP_POLICY.permittedUsers,
    name: null,
    nameKey: nameKeyOf(clientId),
    scope: null,
    grantTypes: [],
    redirectUris: [],
    tokenEndpointAuthMethod: null,
    clientUri: null,
    logoUri: null,
    softwareId: null,
    softwareVersion: null,
    settingsRevision: -1,
    policyRevision: -1,
    recentChanges: [],
    blocked: false,
    blockedAt: null,
    blocks: [],
    lifts: [],
    active: false,
    activeUntil: null,
    revokedBeforeMs: null,
    userCount: 0,
    firstIssuedAt: null,
    lastIssuedAt: null,
    lastUsedAt: null,
    denied: {
      'not-installed': 0,
      blocked: 0,
      'not-allowlisted': 0,
      'not-preauthorized': 0,
      'flow-blocked': 0,
      'ip-not-allowed': 0,
      'revoked-token-presented': 0,
    },
    deniedCount: 0,
    deniedNotInstalled: 0,
    lastDeniedAt: null,
    facets: 0,
    live: NO_TOKENS,
  };
}

/** The form of a name that apps are sorted and searched by. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** The document with its facets as they follow from the rest. */
export function withFacets(app: AppDoc): AppDoc {
  const { registered, installed, blocked, active, deniedNotInstalled } = app;
  const facets = facetsOf({
    registered,
    installed,
    blocked,
    active,
    deniedNotInstalled: deniedNotInstalled > 0,
  });
  return facets === app.facets ? app : { ...app, facets };
}

/** The document once a bulk revocation is in it that covers more than this app; the same one if that changes nothing. */
export function appWithoutRevoked(
  app: AppDoc,
  covers: readonly TokenKind[],
  decision: BulkRevocation,
  nowMs: number,
): AppDoc {
  return withFacets(withLive(app, withoutRevoked(app.live, covers, decision), nowMs));
}

/** The document with other live tokens, as they are at a time, epoch ms; the same one if they are the same. */
export function withLive(app: AppDoc, live: LiveTokens, nowMs: number): AppDoc {
  if (live === app.live) return app;
  const activeUntil = activeUntilOf(live);
  const active = activeUntil !== null && activeUntil > formatIsoTime(nowMs);
  return { ...app, live, activeUntil, active, revokedBeforeMs: revokedBeforeMsOf(live) };
}

/**
 * The document once it is known until when the last of its users is active, ISO 8601 (`null`: none is): no token that is in it
 * lives longer. The same one if that changes nothing.
 */
export function appActiveUntil(app: AppDoc, until: string | null, nowMs: number): AppDoc {
  const live = shortenedTo(app.live, until === null ? null : parseIsoTime(until));
  return withFacets(withExpiry(withLive(app, live, nowMs), nowMs));
}

/** The document once a time has come, epoch ms: not active any more if that is over. The same one if that changes nothing. */
export function withExpiry(app: AppDoc, nowMs: number): AppDoc {
  const active = app.activeUntil !== null && app.activeUntil > formatIsoTime(nowMs);
  return app.active && !active ? withFacets({ ...app, active }) : app;
}
