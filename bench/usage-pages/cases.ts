import { type AppFilter, listApps, listAppUsers, type ReadModelStore } from '#read-models';
import { allTokens, apps, type Listing, tokensAt, tokensOf, usersOf } from './listing.ts';
import { ORG } from './log.ts';
import type { Organisation } from './organisation.ts';
import { appTraits, clientIdOf, diceOf, isServed, userIdOf } from './population.ts';

/** Where in a list pages are read. */
export type Where = 'first' | 'middle' | 'deepest';

/** Pages to measure: the first page of each list in turn; or, of a single list, page after page from a place on. */
export interface Case {
  readonly name: string;
  readonly where: Where;
  readonly listings: readonly Listing[];
}

const FILTERS: readonly (readonly [string, AppFilter])[] = [
  ['installed', { installed: true }],
  ['not-installed', { installed: false }],
  ['blocked', { blocked: true }],
  ['active', { active: true }],
  ['denied', { deniedAttempts: true }],
  ['installed+active', { installed: true, active: true }],
  ['installed+inactive', { installed: true, active: false }],
  ['not-installed+denied', { installed: false, deniedAttempts: true }],
  ['installed+blocked+inactive', { installed: true, blocked: true, active: false }],
];
const SORTS = ['users', 'lastUsed', 'denied'] as const;
/** Lists that take turns where there are many of a kind. */
const VARIETY = 300;

/** Everything that is measured at every size. */
export async function casesOf(store: ReadModelStore, organisation: Organisation): Promise<readonly Case[]> {
  const all = apps({});
  return [
    { name: 'apps', where: 'first', listings: [all] },
    { name: 'apps', where: 'middle', listings: [all] },
    { name: 'apps', where: 'deepest', listings: [all] },
    { name: 'apps-search', where: 'first', listings: searches(organisation) },
    ...SORTS.flatMap((sort) => bothEnds(`apps-by-${sort}`, apps({}, sort))),
    ...FILTERS.map(
      ([name, filter]) => ({ name: `apps-${name}`, where: 'first', listings: [apps(filter)] }) as const,
    ),
    { name: 'apps-installed', where: 'deepest', listings: [apps({ installed: true })] },
    { name: 'apps-active-by-users', where: 'deepest', listings: [apps({ active: true }, 'users')] },
    ...(await casesOfUsers(store, organisation)),
    ...bothEnds('org-tokens', allTokens()),
  ];
}

/** The app with the most users. */
export async function busiestApp(store: ReadModelStore): Promise<string> {
  const { items } = await listApps(store, ORG, { installed: true, sort: 'users', limit: 1 });
  return items[0]?.doc.clientId ?? '';
}

async function casesOfUsers(store: ReadModelStore, organisation: Organisation): Promise<readonly Case[]> {
  const busiest = await busiestApp(store);
  const dice = diceOf('requests', 1);
  const servedApps = Array.from({ length: VARIETY }, () => {
    let app = 0;
    do app = dice.below(organisation.apps);
    while (!isServed(appTraits(app)));
    return clientIdOf(app);
  });
  const users = Array.from({ length: VARIETY }, () => userIdOf(dice.below(organisation.users)));
  const { items } = await listAppUsers(store, ORG, busiest, { limit: VARIETY });
  return [
    { name: 'app-users', where: 'first', listings: servedApps.map(usersOf) },
    { name: 'app-users-busiest', where: 'first', listings: [usersOf(busiest)] },
    { name: 'app-users-busiest', where: 'deepest', listings: [usersOf(busiest)] },
    { name: 'user-tokens', where: 'first', listings: users.map(tokensOf) },
    {
      name: 'app-user-tokens',
      where: 'first',
      listings: items.map(({ doc }) => tokensAt(busiest, doc.userId)),
    },
  ];
}

/** What somebody types to find an app: the beginning of its name, shorter or longer. */
function searches({ apps: count }: Organisation): readonly Listing[] {
  const dice = diceOf('requests', 0);
  return Array.from({ length: VARIETY }, () => {
    const { name } = appTraits(dice.below(count));
    return apps({}, 'name', name.slice(0, 2 + dice.below(name.length - 2)));
  });
}

function bothEnds(name: string, listing: Listing): readonly Case[] {
  return (['first', 'deepest'] as const).map((where) => ({ name, where, listings: [listing] }));
}
