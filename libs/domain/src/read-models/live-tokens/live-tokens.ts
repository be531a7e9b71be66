import type { TokenIssued } from '../../facts/index.js';
import { MAX_WRITER_AHEAD_MS } from '../../revocation/effects/limits.js';
import { formatIsoTime, parseIsoTime } from '../../values/iso-time.js';
import { parsePosition } from '../../values/position.js';
import { type TokenKind } from '../../values/token-kind.js';
import type { ReadModelFact } from '../document/document.js';

/** When and where in the log a bulk revocation was decided. */
export type CutAt = Pick<ReadModelFact, 'position' | 'time' | 'appendedAtMs'> & {
  /** It covers tokens of our own issuer, and none of a foreign one; absent: of both. */
  readonly ownOnly?: true;
};

/** Kinds of token that are issued, and so can be alive. */
type IssuedKind = TokenIssued['data']['kind'];

/** One token, as far as it decides until when something is active. */
type Issue = {
  /** Generation of its `rpos`; empty: there is none to compare, which only our own issuer's tokens have. */
  readonly generation: string;
  readonly offset: number;
  /** Epoch ms. */
  readonly issuedMs: number;
  /** `exp`, epoch ms. */
  readonly untilMs: number;
};

/** A bulk revocation: what was issued before it is dead. */
type Cut = {
  readonly generation: string;
  readonly offset: number;
  /** Epoch ms: when it was appended, or decided, if that was later. */
  readonly ms: number;
  /** As in {@link CutAt}. */
  readonly ownOnly?: true;
};

type LiveKind = { readonly issues: readonly Issue[]; readonly cuts: readonly Cut[] };

/**
 * Until when the tokens of an app, a user or a grant are alive, without a list of them: of the tokens that no bulk
 * revocation covered, those that no other one outlives *and* was issued after. That is mostly one token. It comes out the
 * same in whatever order decisions and usage, which are two topics, are read.
 */
export type LiveTokens = { readonly access: LiveKind; readonly refresh: LiveKind };

/** How many tokens are kept per kind; beyond that, two are taken for one that lives as long as either. */
const MAX_ISSUES = 8;

const NOTHING: LiveKind = { issues: [], cuts: [] };

/** Nothing was issued and nothing revoked. */
export const NO_TOKENS: LiveTokens = { access: NOTHING, refresh: NOTHING };

/** Adds a token that was issued. */
export function withToken(live: LiveTokens, token: TokenIssued['data'], recorded: ReadModelFact): LiveTokens {
  const issue = issueOf(token, recorded.appendedAtMs);
  return change(live, token.kind, (kind) => addIssue(kind, issue));
}

/** Takes away what a bulk revocation covers. */
export function withoutRevoked(live: LiveTokens, covers: readonly TokenKind[], decision: CutAt): LiveTokens {
  const { generation, offset } = decision.position;
  const decidedMs = parseIsoTime(decision.time) ?? -Infinity;
  // As the fold does: a writer's clock that ran ahead is not believed, and one that was late takes nothing back.
  const isLater =
    decidedMs > decision.appendedAtMs && decidedMs <= decision.appendedAtMs + MAX_WRITER_AHEAD_MS;
  const ms = isLater ? decidedMs : decision.appendedAtMs;
  const cut: Cut = { generation, offset, ms, ...(decision.ownOnly === true ? { ownOnly: true } : {}) };
  const cutIf = (kind: IssuedKind) => (known: LiveKind) =>
    covers.includes(kind) ? addCut(known, cut) : known;
  return change(change(live, 'access', cutIf('access')), 'refresh', cutIf('refresh'));
}

/**
 * Shortens what is kept to what is known by now to live longest: nothing that was added so far outlives `untilMs`, epoch ms;
 * `null`: none of it lives.
 */
export function shortenedTo(live: LiveTokens, untilMs: number | null): LiveTokens {
  const shorten = (known: LiveKind): LiveKind => {
    if (known.issues.every((issue) => untilMs !== null && issue.untilMs <= untilMs)) return known;
    const issues = untilMs === null ? [] : known.issues;
    return issues
      .map((issue) => ({ ...issue, untilMs: Math.min(issue.untilMs, untilMs ?? issue.untilMs) }))
      .reduce<LiveKind>(addIssue, { issues: [], cuts: known.cuts });
  };
  return change(change(live, 'access', shorten), 'refresh', shorten);
}

/** Whether one of the bulk revocations that were folded in covers a token. */
export function isRevokedIn(
  live: LiveTokens,
  token: Pick<TokenIssued['data'], 'kind'> & IssuedToken,
): boolean {
  const issue = issueOf(token, 0);
  return live[token.kind].cuts.some((cut) => covers(cut, issue));
}

/** Whether a token that is kept is one of our own issuer, and not of a foreign one. */
export function isOwnIssue({ generation }: Pick<Issue, 'generation'>): boolean {
  return generation !== '';
}

/** What is kept of tokens of foreign issuers alone. */
export function foreignTokensOf({ access, refresh }: LiveTokens): LiveTokens {
  const foreignOf = ({ issues, cuts }: LiveKind): LiveKind => {
    return { issues: issues.filter((issue) => !isOwnIssue(issue)), cuts };
  };
  return { access: foreignOf(access), refresh: foreignOf(refresh) };
}

/** The last `exp` of what is alive, ISO 8601; `null`: nothing is. It may lie in the past. */
export function activeUntilOf(live: LiveTokens): string | null {
  const until = [...live.access.issues, ...live.refresh.issues].map((issue) => issue.untilMs);
  return until.length === 0 ? null : formatIsoTime(Math.max(...until));
}

/** When the last bulk revocation was decided, epoch ms; `null`: there was none. */
export function revokedBeforeMsOf(live: LiveTokens): number | null {
  const times = [...live.access.cuts, ...live.refresh.cuts].map((cut) => cut.ms);
  return times.length === 0 ? null : Math.max(...times);
}

type IssuedToken = Pick<TokenIssued['data'], 'issuedAt' | 'expiresAt'> & {
  readonly rpos?: string | null;
};

function issueOf(token: IssuedToken, fallbackMs: number): Issue {
  const rpos = parsePosition(token.rpos ?? '');
  return {
    generation: rpos?.generation ?? '',
    offset: rpos?.offset ?? 0,
    issuedMs: parseIsoTime(token.issuedAt) ?? fallbackMs,
    untilMs: parseIsoTime(token.expiresAt) ?? fallbackMs,
  };
}

function change(live: LiveTokens, kind: IssuedKind, how: (known: LiveKind) => LiveKind): LiveTokens {
  const changed = how(live[kind]);
  return changed === live[kind] ? live : { ...live, [kind]: changed };
}

function addIssue(kind: LiveKind, issue: Issue): LiveKind {
  if (kind.cuts.some((cut) => covers(cut, issue))) return kind;
  if (kind.issues.some((known) => outlives(known, issue))) return kind;
  const rest = kind.issues.filter((known) => !outlives(issue, known));
  return { ...kind, issues: bounded([...rest, issue].sort(byExpiry)) };
}

function addCut(kind: LiveKind, cut: Cut): LiveKind {
  const same = kind.cuts.find(
    ({ generation, ownOnly }) => generation === cut.generation && ownOnly === cut.ownOnly,
  );
  if (same !== undefined && same.offset >= cut.offset && same.ms >= cut.ms) return kind;
  const joined: Cut = {
    ...cut,
    offset: Math.max(cut.offset, same?.offset ?? cut.offset),
    ms: Math.max(cut.ms, same?.ms ?? cut.ms),
  };
  const others = kind.cuts.filter((known) => known !== same);
  const cuts = [...others, joined].sort(byGeneration);
  return { issues: kind.issues.filter((issue) => !covers(joined, issue)), cuts };
}

/** The rule of the watermarks: by offset within a generation, by time across generations. */
function covers(cut: Cut, issue: Issue): boolean {
  if (cut.ownOnly === true && !isOwnIssue(issue)) return false;
  return cut.generation === issue.generation ? issue.offset < cut.offset : issue.issuedMs <= cut.ms;
}

/** Whether `a` lives at least as long as `b`, and every revocation that covers `a` covers `b`. */
function outlives(a: Issue, b: Issue): boolean {
  const later = a.issuedMs >= b.issuedMs && a.offset >= b.offset;
  return a.generation === b.generation && later && a.untilMs >= b.untilMs;
}

/**
 * Takes the two that expire first for one until there are few enough: it may look active for too long, never too short. It is two of our
 * own or two of foreign issuers, because what covers one may not cover the other.
 */
function bounded(issues: readonly Issue[]): readonly Issue[] {
  if (issues.length <= MAX_ISSUES) return issues;
  const [own, foreign] = [issues.filter(isOwnIssue), issues.filter((issue) => !isOwnIssue(issue))];
  const [first, second] = own.length > foreign.length ? own : foreign;
  if (first === undefined || second === undefined) return issues;
  const newer = first.issuedMs > second.issuedMs ? first : second;
  const joined = { ...newer, untilMs: Math.max(first.untilMs, second.untilMs) };
  const rest = issues.filter((issue) => issue !== first && issue !== second);
  return bounded([...rest, joined].sort(byExpiry));
}

function byGeneration(a: Cut, b: Cut): number {
  if (a.generation !== b.generation) return a.generation < b.generation ? -1 : 1;
  return Number(a.ownOnly === true) - Number(b.ownOnly === true);
}

function byExpiry(a: Issue, b: Issue): number {
  return (
    a.untilMs - b.untilMs ||
    a.issuedMs - b.issuedMs ||
    a.offset - b.offset ||
    (a.generation < b.generation ? -1 : 1)
  );
}
