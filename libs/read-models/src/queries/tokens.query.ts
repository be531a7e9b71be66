import { TOKEN_LISTS, TOKEN_MODEL, tokenDocId, type TokenDoc } from '#domain';
import type { Page, PageQuery, ReadModelStore, Stored } from '../read-model-store.port.js';
import { TOKENS_OF_ORG } from './collections.js';
import { listPage, type ListOptions } from './list.query.js';

/** The tokens that an app holds for a user, the newest first. */
export function listTokens(
  store: ReadModelStore,
  orgId: string,
  clientId: string,
  userId: string,
  options: ListOptions,
): Promise<Page<TokenDoc>> {
  return tokens(store, TOKEN_LISTS.byAppUser.name, { orgId, clientId, userId }, options);
}

/** The tokens of a user, the newest first. */
export function listTokensOfUser(
  store: ReadModelStore,
  orgId: string,
  userId: string,
  options: ListOptions,
): Promise<Page<TokenDoc>> {
  return tokens(store, TOKEN_LISTS.byUser.name, { orgId, userId }, options);
}

/** Every token of an organisation, the newest first. */
export function listTokensOfOrg(
  store: ReadModelStore,
  orgId: string,
  options: ListOptions,
): Promise<Page<TokenDoc>> {
  return tokens(store, TOKENS_OF_ORG.name, { orgId }, options);
}

/** How many tokens an app holds for a user, counted up to `atMost`. */
export function countTokens(
  store: ReadModelStore,
  orgId: string,
  clientId: string,
  userId: string,
  atMost: number,
): Promise<number> {
  const list = { collection: TOKEN_MODEL.collection, index: TOKEN_LISTS.byAppUser.name };
  return store.count({ ...list, equals: { orgId, clientId, userId } }, atMost);
}

/**
 * One token by its `jti`, or by a refresh token's id; `null` if it was never seen. Ids are unique per issuer only: without `iss`, it
 * is the token of the first issuer, in text order, that has this id.
 */
export async function getToken(
  store: ReadModelStore,
  orgId: string,
  tokenId: string,
  iss?: string,
): Promise<Stored<TokenDoc> | null> {
  if (iss !== undefined) return store.get<TokenDoc>(TOKEN_MODEL.collection, tokenDocId(orgId, iss, tokenId));
  const { items } = await tokens(store, TOKEN_LISTS.byTokenId.name, { orgId, tokenId }, { limit: 1 });
  return items[0] ?? null;
}

/** The tokens of one issuer with the given ids, by id. Tokens that were never seen are missing from the result. */
export async function getTokens(
  store: ReadModelStore,
  orgId: string,
  iss: string,
  tokenIds: readonly string[],
): Promise<ReadonlyMap<string, TokenDoc>> {
  const ids = tokenIds.map((tokenId) => tokenDocId(orgId, iss, tokenId));
  const found = await store.getMany<TokenDoc>(TOKEN_MODEL.collection, ids);
  return new Map([...found.values()].map(({ doc }) => [doc.tokenId, doc]));
}

function tokens(
  store: ReadModelStore,
  index: string,
  equals: PageQuery['equals'],
  options: ListOptions,
): Promise<Page<TokenDoc>> {
  return listPage(store, { collection: TOKEN_MODEL.collection, index, equals }, options);
}
