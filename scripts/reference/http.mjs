import { fieldRows, typeOf } from './json-schema.mjs';
import { code, document, table } from './markdown.mjs';

const SECTIONS = [
  ['Apps', (path) => /^\/apps(?!\/oauth|\/\{client_id\}\/(users|denials))/.test(path)],
  [
    'Usage',
    (path) =>
      /^\/apps\/\{client_id\}\/(users|denials)|^\/users\/\{user_id\}\/apps$/.test(path) ||
      /^\/(tokens(\/\{token_id\})?|denials)$/.test(path),
  ],
  [
    'Usage, as the Connect API has it',
    (path) => /^(\/services\/data\/v\{version\})?\/apps\/oauth\/usage/.test(path),
  ],
  ['Connected apps', (path) => path.startsWith('/connected-apps')],
  [
    'Revoking tokens',
    (path) =>
      /^\/(tokens\/revoke$|grants\/|sessions\/)|^\/organization\/revoke$|^\/users\/.*revoke$/.test(path),
  ],
  ['Signing keys', (path) => path.startsWith('/keys')],
  ['Revocations', (path) => path.startsWith('/revocations')],
  ['Audit', (path) => path.startsWith('/audit')],
  ['Approvals', (path) => path.startsWith('/approvals')],
  [
    'Users and groups',
    (path) => /^\/(groups|roles)/.test(path) || /^\/users(\/\{user_id\}(\/permissions.*)?)?$/.test(path),
  ],
  ['The organisation', (path) => /^\/organization\/(settings|session-end)/.test(path)],
  ['Organisations', (path) => path.startsWith('/organizations')],
  ['Other issuers', (path) => path.startsWith('/issuers')],
  ['Edges', (path) => path.startsWith('/edges')],
  ['The feed', (path) => path.startsWith('/feed')],
  ['The sidecar', (path) => path.startsWith('/edge/')],
];

/** docs/reference/http.md */
export function httpReference(openApi, discovery) {
  const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const left = operations.filter(({ path }) => SECTIONS.filter(([, holds]) => holds(path)).length !== 1);
  if (left.length > 0) throw new Error(`No section, or two, for ${left.map(({ path }) => path).join(', ')}`);
  const accepted = schemaOf(shortestAccepted(operations));
  const bulk = openApi.paths['/revocations'].post.responses;
  return document(
    '# HTTP',
    'Made from the OpenAPI document: [openapi.json](openapi.json), which a running deployment serves at `/openapi.json`. Errors are ' +
      '[problem documents](problems.md). The control API wants an access token of the organisation’s own issuer that has the scope ' +
      'named (else 401 or 403); the organisation is the token’s, and an id of another one is a 404. Bodies are JSON of at most 256 KiB; ' +
      'unknown fields are refused.',
    'Commands take `Idempotency-Key` (a retry takes effect once; another request with the same key is 422) and `Prefer: wait=<seconds>` ' +
      '(at most 30: the answer waits until every edge applies it, and `Preference-Applied` says that it did). They answer ' +
      '`Rescind-Position`; a query that sends it back waits until its answer includes that command. Lists come in pages: follow ' +
      '`nextCursor` or `nextPageUrl` until it is absent. What carries an `ETag` is changed by sending that back as `If-Match` (`*`: whichever ' +
      'it is): of two who saw the same, one gets 412.',
    '## Accepted',
    'What every command that answers 202 says: it is in the log, and in force. Where one says more, that is shown with it.',
    fieldTable(accepted),
    bulkSection(bulk, accepted),
    SECTIONS.flatMap(([title, holds]) => {
      const members = operations
        .filter(({ path }) => holds(path))
        .sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
      return members.length === 0
        ? []
        : [`## ${title}`, ...members.flatMap((member) => operationSection(member, accepted, bulk))];
    }),
    scopesSection(openApi, operations),
    issuerSection(discovery),
    '## Health and metrics',
    table(
      ['Route', 'Answers'],
      [
        ['`GET /health/live`', '200 as long as the process runs.'],
        ['`GET /health/ready`', '200 when it serves; else 503 with `checks`: what it waits for.'],
        ['`GET /metrics`', 'Prometheus text. Not in the sidecar.'],
        [
          '`GET /openapi.json`',
          'The OpenAPI document of the control API; of everything in the standalone process.',
        ],
      ],
    ),
  );
}

/** The members of the plain 202; every other 202 must have them, too. */
function shortestAccepted(operations) {
  const answers = operations
    .map(({ operation }) => operation.responses['202'])
    .filter((answer) => answer !== undefined);
  const [shortest] = answers.toSorted((a, b) => fieldsOf(a).length - fieldsOf(b).length);
  const isPartOf = (answer) => fieldsOf(shortest).every((field) => fieldsOf(answer).includes(field));
  if (!answers.every(isPartOf)) throw new Error('Not every 202 says what a command says.');
  return shortest;
}

function fieldsOf(answer) {
  return Object.keys(schemaOf(answer).properties);
}

function operationSection({ path, method, operation }, accepted, bulk) {
  const { summary, description = '', parameters = [], requestBody, responses } = operation;
  const query = parameters.filter((parameter) => parameter.in === 'query');
  return [
    `### ${code(`${method} ${path}`)}`,
    [`${summary}.`, needs(operation), ...precondition(parameters)].join(' '),
    description,
    table(
      ['Query parameter', 'Value', 'Required', ''],
      query.map(({ name, schema, required, description = '' }) => [
        code(name),
        typeOf(schema),
        required ? 'yes' : 'no',
        description,
      ]),
    ),
    requestBody === undefined
      ? ''
      : ['Body:', fieldTable(schemaOf(requestBody))].filter((part) => part !== '').join('\n\n'),
    ...Object.entries(responses).flatMap(([status, answer]) =>
      status in BULK && isSame(answer, bulk[status])
        ? [`${status}: ${BULK[status]}.`]
        : answerText(status, answer, accepted),
    ),
  ];
}

const BULK = {
  200: 'a [preview](#bulk-commands); nothing was done',
  202: '[accepted](#accepted), with [more](#bulk-commands)',
};

/** What every bulk command answers, said once. */
function bulkSection(bulk, accepted) {
  return [
    '## Bulk commands',
    'With `dry_run`, and without a confirmation where one is needed, they do nothing and answer 200 with a preview:',
    fieldTable(schemaOf(bulk['200'])),
    'Else they answer 202: [accepted](#accepted), and more. With the status `approval-required` nothing was done yet: it waits for a ' +
      'second person, and `Location` says where.',
    fieldTable(beyond(accepted, schemaOf(bulk['202']))),
  ];
}

function beyond(accepted, { properties, ...schema }) {
  const more = Object.entries(properties).filter(
    ([name, property]) => !isSame(property, accepted.properties[name]),
  );
  return { ...schema, properties: Object.fromEntries(more) };
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function precondition(parameters) {
  const header = parameters.find(({ name }) => name === 'If-Match');
  if (header === undefined) return [];
  return [header.required ? 'Needs `If-Match` (missing: 428).' : '`If-Match` may be sent.'];
}

function needs({ security = [] }) {
  const [requirement] = security;
  if (requirement === undefined) return 'No credential of its own.';
  return requirement.oauth2 === undefined
    ? 'Edge credential.'
    : `Scope ${requirement.oauth2.map(code).join(', ')}.`;
}

function answerText(status, answer, accepted) {
  if (status === '202') {
    const more = beyond(accepted, schemaOf(answer));
    if (Object.keys(more.properties).length === 0) return ['202: [accepted](#accepted).'];
    return ['202: [accepted](#accepted), and:', fieldTable(more)];
  }
  if (/^[45]XX$/.test(status))
    return answer.content === undefined ? [`${status}: ${answer.description}`] : [];
  const schema = schemaOf(answer);
  const types = Object.keys(answer.content ?? {}).filter((type) => type !== 'application/json');
  const text = `${status}: ${answer.description}${types.length === 0 ? '' : ` ${types.map(code).join(', ')}`}`;
  return [text, fieldTable(schema)];
}

function schemaOf({ content = {} }) {
  return content['application/json']?.schema;
}

function fieldTable(schema) {
  return table(['Field', 'Value', 'Required'], fieldRows(schema));
}

function scopesSection({ components }, operations) {
  const { scopes } = components.securitySchemes.oauth2.flows.clientCredentials;
  const needed = new Set(
    operations.flatMap(({ operation }) => (operation.security ?? []).flatMap(({ oauth2 = [] }) => oauth2)),
  );
  const rows = Object.entries(scopes).map(([scope, text]) => [
    code(scope),
    needed.has(scope) ? text : `${text} No route needs it yet.`,
  ]);
  return [
    '## Scopes',
    'Permissions: an app or a user can be given only those that the giver holds. Besides, a client that is registered for ' +
      '`tokens:introspect` may introspect other clients’ tokens.',
    table(['Scope', 'Allows'], rows),
  ];
}

function issuerSection(discovery) {
  const base = discovery.issuer;
  const endpoints = Object.entries(discovery)
    .filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri')
    .map(([name, url]) => [code(name), code(url.replace(base, '/o/{org}'))]);
  const listed = [
    'grant_types_supported',
    'response_types_supported',
    'code_challenge_methods_supported',
    'token_endpoint_auth_methods_supported',
  ];
  const supported = listed.map((name) => [code(name), (discovery[name] ?? []).map(code).join(', ')]);
  return [
    '## Issuers',
    'Each organisation has an issuer of its own, `<public URL>/o/{org}`, described by `/o/{org}/.well-known/openid-configuration` ' +
      '(OpenID Connect Discovery, RFC 8414). Its errors are OAuth errors (RFC 6749 section 5.2).',
    table(['Metadata', 'Value'], [...endpoints, ...supported]),
  ];
}
