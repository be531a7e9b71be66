/** What apps are filtered by, each with its bit in {@link facetsOf}. */
const BITS = { registered: 1, installed: 2, blocked: 4, active: 8, deniedNotInstalled: 16 } as const;

/** What an app is, as far as lists of apps are filtered by it. */
export type AppFacets = { readonly [facet in keyof typeof BITS]: boolean };

const ALL = Object.values(BITS).reduce((all, bit) => all | bit, 0);

/** The facets as one small number, so that every filter is a set of values of one indexed field. */
export function facetsOf(facets: AppFacets): number {
  return namesOf(facets).reduce((sum, name) => (facets[name] ? sum | BITS[name] : sum), 0);
}

/** The numbers of all apps that a filter lets through; what it doesn't name may be either way. An installed app is registered. */
export function facetsMatching(filter: Partial<AppFacets>): readonly number[] {
  const wanted = namesOf(filter).filter((name) => filter[name] !== undefined);
  const isPossible = (value: number): boolean =>
    (value & BITS.installed) === 0 || (value & BITS.registered) !== 0;
  return Array.from({ length: ALL + 1 }, (_, value) => value).filter(
    (value) => isPossible(value) && wanted.every((name) => ((value & BITS[name]) !== 0) === filter[name]),
  );
}

function namesOf(facets: Partial<AppFacets>): readonly (keyof AppFacets)[] {
  return (Object.keys(BITS) as (keyof AppFacets)[]).filter((name) => name in facets);
}
