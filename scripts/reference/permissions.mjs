import { OWN_PERMISSIONS, PERMISSIONS, ROLES } from '#domain';
import { code, document, sameKeys, table } from './markdown.mjs';

/** docs/reference/permissions.md */
export function permissionsReference(openApi) {
  const { scopes } = openApi.components.securitySchemes.oauth2.flows.clientCredentials;
  sameKeys('permissions', [...PERMISSIONS], scopes);
  const routes = routesOf(openApi);
  const needed = new Set(routes.map(({ permission }) => permission));
  return document(
    '# Permissions',
    'Every route of the control API needs one permission, and nothing else opens it. A permission is a scope of the access token: a user is ' +
      'given permissions, alone or as a role; an app asks for them, and a token has what both hold. Only who holds a permission can give it ' +
      'to others. What is taken back from a user is gone at once, also from tokens that carry it.',
    '## Roles',
    table(
      ['Role', 'Permissions'],
      Object.entries(ROLES).map(([role, permissions]) => [code(role), permissions.map(code).join(', ')]),
    ),
    `Every user holds ${OWN_PERMISSIONS.map(code).join(', ')} without being given it: it is about what is their own.`,
    '## What each permission allows',
    table(
      ['Permission', 'Allows', 'Roles'],
      PERMISSIONS.map((permission) => [
        code(permission),
        needed.has(permission)
          ? scopes[permission]
          : `${scopes[permission]} Asked by the issuer; no route of the control API needs it.`,
        rolesWith(permission),
      ]),
    ),
    '## What each route needs',
    'The routes of the feed take an edge’s credential, and no permission.',
    table(
      ['Route', 'Permission', 'Roles'],
      routes.map(({ route, permission }) => [code(route), code(permission), rolesWith(permission)]),
    ),
  );
}

/** Routes that need a permission, in the order of their paths. */
function routesOf(openApi) {
  const routes = Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security = [] }]) =>
      security.flatMap(({ oauth2 = [] }) =>
        oauth2.map((permission) => ({ path, route: `${method.toUpperCase()} ${path}`, permission })),
      ),
    ),
  );
  return routes.sort((a, b) => compare(a.path, b.path) || compare(a.route, b.route));
}

function compare(one, other) {
  return one < other ? -1 : Number(one > other);
}

function rolesWith(permission) {
  if (OWN_PERMISSIONS.includes(permission)) return 'every user';
  return Object.entries(ROLES)
    .filter(([, permissions]) => permissions.includes(permission))
    .map(([role]) => code(role))
    .join(', ');
}
