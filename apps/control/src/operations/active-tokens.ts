import { type BulkCounts } from './operation.schema.js';
import { type SelectionItem } from './selection.schema.js';
import { type OrgState, TOKEN_LISTS, TOKEN_MODEL, type TokenDoc } from '#domain';
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
import { holdsLog, type Inventory } from '../inventory/holds-log.js';
import { isIssued, statusOf } from '../inventory/token-status.js';
import type { BulkOperation, BulkTarget } from './bulk-operation.js';

/** Tokens of the inventory that are looked at for one count. */
const COUNT_BOUND = 10_000;
const PAGE_SIZE = 1000;
const ITEMS_AT_A_TIME = 32;

/** What a bulk command covers that is active now. */
export interface ActiveTokens {
  readonly counts: BulkCounts;
  /** Whether the inventory was not looked at to its end, so that there may be any number more. */
  readonly cutShort: boolean;
}

/**
 * Counts what is active of what a bulk command covers: the inventory's tokens, judged by the fold of this moment. It looks at
 * `bound` tokens at most (of a selection, somewhat more), and where the inventory can't be asked it counts none and says that there may be more:
 * a revocation must not have to wait for a database.
 */
export function countActiveTokens(
  store: ReadModelStore,
  org: OrgState,
  operation: BulkOperation,
  nowMs: number,
  bound: number = COUNT_BOUND,
): Promise<ActiveTokens> {
  return counted(new Count(store, org, operation, nowMs, bound), operation, () => Promise.resolve(true));
}

/**
 * Counts in the same way what is active of everything that the log holds now. An inventory that is behind is waited for a moment;
 * where it stays behind there may be more than was counted.
 */
export function countActiveTokensUpToNow(
  inventory: Inventory,
  org: OrgState,
  operation: BulkOperation,
  nowMs: number,
): Promise<ActiveTokens> {
  const count = new Count(inventory.readModels, org, operation, nowMs, COUNT_BOUND);
  return counted(count, operation, () => holdsLog(inventory));
}

async function counted(
  count: Count,
  { target }: BulkOperation,
  isComplete: () => Promise<boolean>,
): Promise<ActiveTokens> {
  const complete = await unlessUnavailable(isComplete());
  const added = await unlessUnavailable(count.add(target).then(() => true));
  if (complete !== true || added === null) count.cutShort = true;
  return { counts: count.result(), cutShort: count.cutShort };
}

/** `null`: what was asked is away. */
async function unlessUnavailable(asked: Promise<boolean>): Promise<boolean | null> {
  try {
    return await asked;
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return null;
  }
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof EventLogError) return error.code === 'LOG_UNAVAILABLE';
  return error instanceof ReadModelError && error.code === 'STORE_UNAVAILABLE';
}

/** How many tokens some counts stand for. */
export function tokensIn({ tokens }: Pick<BulkCounts, 'tokens'>): number {
  return tokens.access + tokens.refresh;
}

type TokenList = (options: ListOptions) => Promise<Page<TokenDoc>>;

class Count {
  cutShort = false;
  /** Sessions have no list of their tokens: what they hold isn't counted. */
  private uncounted = false;
  private readonly apps = new Set<string>();
  private readonly users = new Set<string>();
  private readonly access = new Set<string>();
  /** By grant: of a grant, one refresh token is good at a time. */
  private readonly refresh = new Set<string>();

  constructor(
    private readonly store: ReadModelStore,
    private readonly org: OrgState,
    private readonly operation: BulkOperation,
    private readonly nowMs: number,
    private left: number,
  ) {}

  result(): BulkCounts {
    const tokens = { access: this.access.size, refresh: this.refresh.size };
    const at_least = this.cutShort || this.uncounted;
    return { apps: this.apps.size, users: this.users.size, tokens, at_least };
  }

  async add(target: BulkTarget): Promise<void> {
    const { store } = this;
    const { orgId } = this.org;
    switch (target.type) {
      case 'app':
      case 'block':
        await this.addOfApp(target.clientId);
        break;
      case 'uninstall':
        if (target.userId === undefined) await this.addOfApp(target.clientId);
        else await this.addOfUserAtApp(target.userId, target.clientId);
        break;
      case 'user':
        await this.addList((options) => listTokensOfUser(store, orgId, target.userId, options));
        break;
      case 'user-app':
        await this.addOfUserAtApp(target.userId, target.clientId);
        break;
      case 'organization':
        await this.addList((options) => listTokensOfOrg(store, orgId, options));
        break;
      case 'keys':
        if (target.mode === 'revoke')
          await this.addList(
            (options) => listTokensOfOrg(store, orgId, options),
            (token) => token.format === 'JWT' && token.iss === this.org.issuer,
          );
        break;
      case 'selection':
        for (let first = 0; first < target.items.length; first += ITEMS_AT_A_TIME) {
          const items = target.items.slice(first, first + ITEMS_AT_A_TIME);
          await Promise.all(items.map((item) => this.addItem(item)));
        }
        break;
    }
  }

  private async addItem(item: SelectionItem): Promise<void> {
    if ('token_id' in item) await this.addToken(item.token_id, item.iss);
    else if ('grant_id' in item) await this.addGrant(item.grant_id);
    else if ('session_id' in item) this.uncounted = true;
    else if ('user_id' in item && 'client_id' in item)
      await this.addOfUserAtApp(item.user_id, item.client_id);
    else if ('user_id' in item) await this.add({ type: 'user', userId: item.user_id });
    else await this.addOfApp(item.client_id);
  }

  private addOfApp(clientId: string): Promise<void> {
    const list = { collection: TOKEN_MODEL.collection, index: TOKEN_LISTS.byAppUser.name };
    const equals = { orgId: this.org.orgId, clientId };
    return this.addList((options) => listPage(this.store, { ...list, equals }, options));
  }

  private addOfUserAtApp(userId: string, clientId: string, only?: (token: TokenDoc) => boolean) {
    return this.addList((options) => listTokens(this.store, this.org.orgId, clientId, userId, options), only);
  }

  private async addToken(tokenId: string, iss: string | undefined): Promise<void> {
    const token = (await getToken(this.store, this.org.orgId, tokenId, iss))?.doc;
    if (token === undefined) return;
    if (token.kind === 'refresh' && token.grantId !== null) await this.addGrant(token.grantId);
    else this.addOne(token);
  }

  private async addGrant(grantId: string): Promise<void> {
    const grant = (await getGrant(this.store, this.org.orgId, grantId))?.doc;
    if (typeof grant?.clientId !== 'string' || grant.userId === null) return;
    await this.addOfUserAtApp(grant.userId, grant.clientId, (token) => token.grantId === grantId);
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
    if (!isIssued(token) || !this.operation.covers.includes(token.kind)) return;
    if (statusOf(this.org, token, this.nowMs).status !== 'active') return;
    const { kind, clientId, userId } = token;
    const id = JSON.stringify([token.iss, token.tokenId]);
    if (kind === 'access') this.access.add(id);
    else this.refresh.add(token.grantId ?? id);
    this.apps.add(clientId);
    // A client's own token is nobody's (RFC 9068 section 2.2).
    if (userId !== clientId) this.users.add(userId);
  }
}
