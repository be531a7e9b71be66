import type { TokenIssued } from '../../facts/index.js';
import { isBeforeByPosition, isBeforeByTime, watermarkTimeMs } from '../../revocation/index.js';
import { formatIsoTime, parseIsoTime } from '../../values/iso-time.js';
import { parsePosition } from '../../values/position.js';
import type { TokenKind } from '../../values/token-kind.js';
import type { ReadModelFact } from '../document/document.js';

/** A bulk revocation, as far as it decides which tokens it covers: when and where in the log it was decided. */
export type BulkRevocation = Pick<ReadModelFact, 'position' | 'time' | 'appendedAtMs'> & {
  /** `true`: it covers tokens of our own issuer only. Absent: those of every issuer. */
  readonly ownOnly?: true;
};

/** Kinds of token that are issued: a session is none. */
type IssuedKind = TokenIssued['data']['kind'];

/** A token, as far as it decides until when something is active. */
type Issue = {
  /** Generation of the position that its issuer had absorbed (`rpos`); empty for a foreign issuer's token, which has none. */
  readonly generation: string;
  readonly offset: number;
  /** Epoch ms. */
  readonly issuedMs: number;
  /** `exp`, epoch ms. */
  readonly untilMs: number;
};

/** The watermark of the bulk revocations of one generation, in the form in which documents store it. */
type Cut = {
  readonly generation: string;
  readonly offset: number;
  /** Epoch ms, from `watermarkTimeMs`. */
  readonly ms: number;
  /** As in {@link BulkRevocation}. */
  readonly ownOnly?: true;
};

type LiveKind = { readonly issues: readonly Issue[]; readonly cuts: readonly Cut[] };

/**
 * Tells until when the tokens of an app, a user or a grant live, without a list of all of them.
 *
 * A token is kept only while it may decide the answer. It is dropped when a bulk revocation covers it. It is also dropped when another
 * token lives at least as long and was issued no earlier: whatever revokes that one revokes this one too. Mostly one token is left.
 *
 * Decisions and usage are two topics. The result is the same in whatever order they are read.
 */
export type LiveTokens = { readonly access: LiveKind; readonly refresh: LiveKind };

/** How many tokens are kept per kind. Beyond that, two are merged into one that lives as long as the longer-lived of them. */
const MAX_ISSUES = 8;

const NOTHING: LiveKind = { issues: [], cuts: [] };

/** Nothing was issued and nothing revoked. */
export const NO_TOKENS: LiveTokens = { access: NOTHING, refresh: NOTHING };

/** Adds a token that was issued. */
export function withToken(live: LiveTokens, token: TokenIssued['data'], recorded: ReadModelFact): LiveTokens {
  const issue = issueOf(token, recorded.appendedAtMs);
  return change(live, token.kind, (kind) => addIssue(kind, issue));
}

/** Drops the tokens that a bulk revocation covers, and remembers it for those that are read later. */
export function withoutRevoked(
  live: LiveTokens,
  covers: readonly TokenKind[],
  decision: BulkRevocation,
): LiveTokens {
  const { generation, offset } = decision.position;
  const ms = watermarkTimeMs(decision.time, decision.appendedAtMs);
  const cut: Cut = { generation, offset, ms, ...(decision.ownOnly === true ? { ownOnly: true } : {}) };
  const cutIf = (kind: IssuedKind) => (known: LiveKind) =>
    covers.includes(kind) ? addCut(known, cut) : known;
  return change(change(live, 'access', cutIf('access')), 'refresh', cutIf('refresh'));
}

/**
 * Shortens the lives of the tokens kept, once it is known from elsewhere when the last of them expires.
 *
 * @param untilMs epoch ms; `null`: all of them are dead.
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

/** Whether a bulk revocation that was folded in covers a token. */
export function isRevokedIn(
  live: LiveTokens,
  token: Pick<TokenIssued['data'], 'kind'> & IssuedToken,
): boolean {
  const issue = issueOf(token, 0);
  return live[token.kind].cuts.some((cut) => covers(cut, issue));
}

/** Whether a token that is kept comes from our own issuer. */
export function isOwnIssue({ generation }: Pick<Issue, 'generation'>): boolean {
  return generation !== '';
}

/** Only the tokens of foreign issuers, with all bulk revocations. */
export function foreignTokensOf({ access, refresh }: LiveTokens): LiveTokens {
  const foreignOf = ({ issues, cuts }: LiveKind): LiveKind => {
    return { issues: issues.filter((issue) => !isOwnIssue(issue)), cuts };
  };
  return { access: foreignOf(access), refresh: foreignOf(refresh) };
}

/** When the last token expires that no bulk revocation covers, ISO 8601; `null`: there is none. It may lie in the past. */
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

/** Whether a token was issued before a bulk revocation, by the watermark rule. Read models don't know issuers' clock tolerances. */
function covers(cut: Cut, issue: Issue): boolean {
  const isOwn = isOwnIssue(issue);
  if (cut.ownOnly === true && !isOwn) return false;
  const watermark = { generation: cut.generation, ordinal: cut.offset, timeMs: cut.ms };
  return (
    isBeforeByPosition(watermark, isOwn ? issue : undefined) ?? isBeforeByTime(watermark, issue.issuedMs, 0)
  );
}

/** Whether `a` lives at least as long as `b`, and every revocation that covers `a` covers `b`. */
function outlives(a: Issue, b: Issue): boolean {
  const later = a.issuedMs >= b.issuedMs && a.offset >= b.offset;
  return a.generation === b.generation && later && a.untilMs >= b.untilMs;
}

/**
 * Merges the two tokens that expire first until at most {@link MAX_ISSUES} are left. A merged token may look active for too long, but
 * never too short. A token of our own issuer and a foreign one are never merged, because a revocation may cover only one of them.
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
