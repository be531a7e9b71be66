import { type TokensQuery } from './list-tokens.http.schema.js';
import { TOKEN_LISTS, TOKEN_MODEL, type TokenDoc } from '#domain';
import { ProblemException } from '#platform';
import {
  type ListOptions,
  listPage,
  listTokens,
  listTokensOfOrg,
  listTokensOfUser,
  type Page,
  type ReadModelStore,
} from '#read-models';

type Filter = Exclude<keyof TokensQuery, 'limit' | 'cursor'>;
type Filters = Pick<TokensQuery, Filter>;
type Select = (store: ReadModelStore, orgId: string, options: ListOptions) => Promise<Page<TokenDoc>>;

/** The combinations of filters that one index serves, so that every page takes equally long. */
const SELECTIONS: readonly { readonly by: readonly Filter[]; readonly select: (of: Filters) => Select }[] = [
  { by: [], select: () => listTokensOfOrg },
  {
    by: ['user_id'],
    select:
      ({ user_id = '' }) =>
      (store, orgId, options) =>
        listTokensOfUser(store, orgId, user_id, options),
  },
  {
    by: ['client_id'],
    select:
      ({ client_id: clientId = '' }) =>
      (store, orgId, options) => {
        const list = { collection: TOKEN_MODEL.collection, index: TOKEN_LISTS.byAppUser.name };
        return listPage(store, { ...list, equals: { orgId, clientId } }, options);
      },
  },
  {
    by: ['client_id', 'user_id'],
    select:
      ({ client_id = '', user_id = '' }) =>
      (store, orgId, options) =>
        listTokens(store, orgId, client_id, user_id, options),
  },
];

const FILTERS: readonly Filter[] = ['client_id', 'user_id', 'grant_id', 'kind'];

/** Finds the list that serves a query's filters. @throws ProblemException `INVALID_REQUEST` if no index serves their combination */
export function selectionOf(query: TokensQuery): Select {
  const asked = FILTERS.filter((filter) => query[filter] !== undefined);
  const found = SELECTIONS.find(
    ({ by }) => by.length === asked.length && asked.every((filter) => by.includes(filter)),
  );
  if (found !== undefined) return found.select(query);
  const offered = SELECTIONS.map(({ by }) => (by.length === 0 ? 'none' : by.join(' with ')));
  throw new ProblemException('INVALID_REQUEST', {
    detail: `Tokens can't be filtered by ${asked.join(' with ')}. Use one of these combinations: ${offered.join(', ')}.`,
  });
}
