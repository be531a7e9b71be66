import { type OrgState, TOKEN_LISTS, TOKEN_MODEL, type TokenDoc, type TokenKind } from '#domain';
import { EventLogError } from '#event-log';
import {
  getGrant,
  getToken,
  type ListOptions,
  listPage,
  listTokens,
  listTokensOfOrg,
  listTokensOfUser,
  type Page,
  ReadModelError,
  type ReadModelStore,
} from '#read-models';
import { holdsLog, type Inventory } from './holds-log.js';
import type { TokenCounts } from './token-counts.schema.js';
import { isIssued, statusOf } from './token-status.js';

/** How many tokens of the inventory one count looks at. */
const COUNT_BOUND = 10_000;
const PAGE_SIZE = 1000;

/** A count of active tokens. */
export interface ActiveTokens {
  readonly counts: TokenCounts;
  /** Whether part of the inventory wasn't counted, so that there may be any number of tokens more. */
  readonly cutShort: boolean;
}

/** Which kinds of token to count, and how to judge them. */
export interface Counting {
  readonly org: OrgState;
  readonly covers: readonly TokenKind[];
  /** Epoch ms. */
  readonly nowMs: number;
  /** About how many tokens to look at. Default 10,000. */
  readonly bound?: number;
}

type TokenList = (options: ListOptions) => Promise<Page<TokenDoc>>;

/**
 * Counts active tokens of the inventory, judged by the current fold. A token that is added twice counts once. About `bound` tokens are
 * looked at; if the lists are longer, there may be more active tokens than were counted.
 */
export class TokenCounter {
  private cutShort = false;
  /** Whether something was added that can't be counted: a session has no list of its tokens. */
  private uncounted = false;
  private left: number;
  private readonly apps = new Set<string>();
  private readonly users = new Set<string>();
  private readonly access = new Set<string>();
  /** By grant, because a grant has one valid refresh token at a time. */
  private readonly refresh = new Set<string>();

  constructor(
    private readonly store: ReadModelStore,
    private readonly counting: Counting,
  ) {
    this.left = counting.bound ?? COUNT_BOUND;
  }

  /**
   * The count so far.
   * @param isComplete whether everything that should be counted could be added.
   */
  result(isComplete: boolean): ActiveTokens {
    const cutShort = this.cutShort || !isComplete;
    const tokens = { access: this.access.size, refresh: this.refresh.size };
    const at_least = cutShort || this.uncounted;
    return { counts: { apps: this.apps.size, users: this.users.size, tokens, at_least }, cutShort };
  }

  /** Adds all tokens of the organisation. */
  addOfOrg(): Promise<void> {
    return this.addList((options) => listTokensOfOrg(this.store, this.org.orgId, options));
  }

  /** Adds the tokens that the organisation's own issuer has signed. */
  addSigned(): Promise<void> {
    return this.addList(
      (options) => listTokensOfOrg(this.store, this.org.orgId, options),
      (token) => token.format === 'JWT' && token.iss === this.org.issuer,
    );
  }

  /** Adds the tokens that an app holds. */
  addOfApp(clientId: string): Promise<void> {
    const list = { collection: TOKEN_MODEL.collection, index: TOKEN_LISTS.byAppUser.name };
    const equals = { orgId: this.org.orgId, clientId };
    return this.addList((options) => listPage(this.store, { ...list, equals }, options));
  }

  /** Adds the tokens of a user, at any app. */
  addOfUser(userId: string): Promise<void> {
    return this.addList((options) => listTokensOfUser(this.store, this.org.orgId, userId, options));
  }

  /** Adds the tokens that an app holds for a user. */
  addOfUserAtApp(userId: string, clientId: string, only?: (token: TokenDoc) => boolean): Promise<void> {
    return this.addList((options) => listTokens(this.store, this.org.orgId, clientId, userId, options), only);
  }

  /** Adds one token; for a refresh token, all tokens of its grant. */
  async addToken(tokenId: string, iss: string | undefined): Promise<void> {
    const token = (await getToken(this.store, this.org.orgId, tokenId, iss))?.doc;
    if (token === undefined) return;
    if (token.kind === 'refresh' && token.grantId !== null) await this.addGrant(token.grantId);
    else this.addOne(token);
  }

  /** Adds the tokens that were issued from a grant. */
  async addGrant(grantId: string): Promise<void> {
    const grant = (await getGrant(this.store, this.org.orgId, grantId))?.doc;
    if (typeof grant?.clientId !== 'string' || grant.userId === null) return;
    await this.addOfUserAtApp(grant.userId, grant.clientId, (token) => token.grantId === grantId);
  }

  /** Notes that there may be tokens that can't be counted, such as those of a session. */
  addUncounted(): void {
    this.uncounted = true;
  }

  private get org(): OrgState {
    return this.counting.org;
  }

  private async addList(list: TokenList, only: (token: TokenDoc) => boolean = () => true): Promise<void> {
    let after: string | undefined;
    do {
      if (this.left <= 0) {
        this.cutShort = true;
        return;
      }
      const page = await list({ limit: Math.min(PAGE_SIZE, this.left), after });
      this.left -= page.items.length;
      for (const { doc } of page.items) if (only(doc)) this.addOne(doc);
      after = page.next;
    } while (after !== undefined);
  }

  private addOne(token: TokenDoc): void {
    const { org, covers, nowMs } = this.counting;
    if (!isIssued(token) || !covers.includes(token.kind)) return;
    if (statusOf(org, token, nowMs).status !== 'active') return;
    const { kind, clientId, userId } = token;
    const id = JSON.stringify([token.iss, token.tokenId]);
    if (kind === 'access') this.access.add(id);
    else this.refresh.add(token.grantId ?? id);
    this.apps.add(clientId);
    // A client's own token has no user: its `sub` is the client (RFC 9068 section 2.2).
    if (userId !== clientId) this.users.add(userId);
  }
}

/** Adds the tokens to count to a counter. */
export type AddTokens = (tokens: TokenCounter) => Promise<void>;

/**
 * Counts active tokens. If the inventory can't be reached, the count says that there may be more, and nothing is thrown: a revocation
 * must not have to wait for a database.
 */
export function countTokens(
  store: ReadModelStore,
  counting: Counting,
  add: AddTokens,
): Promise<ActiveTokens> {
  return counted(store, counting, add, () => Promise.resolve(true));
}

/**
 * Like {@link countTokens}, for everything that is in the log now. It waits up to two seconds for an inventory that is behind. If the
 * inventory stays behind, the count says that there may be more.
 */
export function countTokensUpToNow(
  inventory: Inventory,
  counting: Counting,
  add: AddTokens,
): Promise<ActiveTokens> {
  return counted(inventory.readModels, counting, add, () => holdsLog(inventory));
}

async function counted(
  store: ReadModelStore,
  counting: Counting,
  add: AddTokens,
  isComplete: () => Promise<boolean>,
): Promise<ActiveTokens> {
  const counter = new TokenCounter(store, counting);
  const complete = await unlessUnavailable(isComplete());
  const added = await unlessUnavailable(add(counter).then(() => true));
  return counter.result(complete && added);
}

/** The answer, or `false` if the log or the store can't be reached. */
async function unlessUnavailable(asked: Promise<boolean>): Promise<boolean> {
  try {
    return await asked;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return false;
  }
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof EventLogError) return error.code === 'LOG_UNAVAILABLE';
  return error instanceof ReadModelError && error.code === 'STORE_UNAVAILABLE';
}

/** Access and refresh tokens together. */
export function tokensIn({ tokens }: Pick<TokenCounts, 'tokens'>): number {
  return tokens.access + tokens.refresh;
}
