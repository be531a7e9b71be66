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

/** Tokens of the inventory that are looked at for one count. */
const COUNT_BOUND = 10_000;
const PAGE_SIZE = 1000;

/** Active tokens that were counted. */
export interface ActiveTokens {
  readonly counts: TokenCounts;
  /** Whether the inventory was not looked at to its end, so that there may be any number more. */
  readonly cutShort: boolean;
}

/** Which tokens count, and how they are judged. */
export interface Counting {
  readonly org: OrgState;
  readonly covers: readonly TokenKind[];
  readonly nowMs: number;
  /** Tokens that are looked at, about. */
  readonly bound?: number;
}

type TokenList = (options: ListOptions) => Promise<Page<TokenDoc>>;

/**
 * Counts active tokens of the inventory, each once however often it is added, judged by the fold of this moment. It looks at `bound`
 * tokens at most; where the lists are longer, there may be more.
 */
export class TokenCounter {
  private cutShort = false;
  /** Sessions have no list of their tokens: what they hold isn't counted. */
  private uncounted = false;
  private left: number;
  private readonly apps = new Set<string>();
  private readonly users = new Set<string>();
  private readonly access = new Set<string>();
  /** By grant: of a grant, one refresh token is good at a time. */
  private readonly refresh = new Set<string>();

  constructor(
    private readonly store: ReadModelStore,
    private readonly counting: Counting,
  ) {
    this.left = counting.bound ?? COUNT_BOUND;
  }

  /** What was counted so far; `isComplete`: whether all that should be added could be. */
  result(isComplete: boolean): ActiveTokens {
    const cutShort = this.cutShort || !isComplete;
    const tokens = { access: this.access.size, refresh: this.refresh.size };
    const at_least = cutShort || this.uncounted;
    return { counts: { apps: this.apps.size, users: this.users.size, tokens, at_least }, cutShort };
  }

  /** Adds everything of the organisation. */
  addOfOrg(): Promise<void> {
    return this.addList((options) => listTokensOfOrg(this.store, this.org.orgId, options));
  }

  /** Adds what the organisation's own issuer has signed. */
  addSigned(): Promise<void> {
    return this.addList(
      (options) => listTokensOfOrg(this.store, this.org.orgId, options),
      (token) => token.format === 'JWT' && token.iss === this.org.issuer,
    );
  }

  /** Adds what an app holds. */
  addOfApp(clientId: string): Promise<void> {
    const list = { collection: TOKEN_MODEL.collection, index: TOKEN_LISTS.byAppUser.name };
    const equals = { orgId: this.org.orgId, clientId };
    return this.addList((options) => listPage(this.store, { ...list, equals }, options));
  }

  /** Adds what a user holds, of any app. */
  addOfUser(userId: string): Promise<void> {
    return this.addList((options) => listTokensOfUser(this.store, this.org.orgId, userId, options));
  }

  /** Adds what a user holds of one app. */
  addOfUserAtApp(userId: string, clientId: string, only?: (token: TokenDoc) => boolean): Promise<void> {
    return this.addList((options) => listTokens(this.store, this.org.orgId, clientId, userId, options), only);
  }

  /** Adds one token; of a refresh token, all of its grant. */
  async addToken(tokenId: string, iss: string | undefined): Promise<void> {
    const token = (await getToken(this.store, this.org.orgId, tokenId, iss))?.doc;
    if (token === undefined) return;
    if (token.kind === 'refresh' && token.grantId !== null) await this.addGrant(token.grantId);
    else this.addOne(token);
  }

  /** Adds what was issued from one grant. */
  async addGrant(grantId: string): Promise<void> {
    const grant = (await getGrant(this.store, this.org.orgId, grantId))?.doc;
    if (typeof grant?.clientId !== 'string' || grant.userId === null) return;
    await this.addOfUserAtApp(grant.userId, grant.clientId, (token) => token.grantId === grantId);
  }

  /** Notes that there is something which can't be counted. */
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
    // A client's own token is nobody's (RFC 9068 section 2.2).
    if (userId !== clientId) this.users.add(userId);
  }
}

/** Adds to a counter what is to be counted. */
export type AddTokens = (tokens: TokenCounter) => Promise<void>;

/**
 * Counts active tokens. Where the inventory can't be asked it counts none, and says that there may be more: a revocation must not have
 * to wait for a database.
 */
export function countTokens(
  store: ReadModelStore,
  counting: Counting,
  add: AddTokens,
): Promise<ActiveTokens> {
  return counted(store, counting, add, () => Promise.resolve(true));
}

/**
 * Counts in the same way, of everything that the log holds now. An inventory that is behind is waited for a moment; where it stays
 * behind there may be more than was counted.
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

/** `false`: what was asked is away. */
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

/** How many tokens some counts stand for. */
export function tokensIn({ tokens }: Pick<TokenCounts, 'tokens'>): number {
  return tokens.access + tokens.refresh;
}
