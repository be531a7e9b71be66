import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemSchema } from '#contracts';
import { OAUTH2_SCHEME, openApiSchema, PROBLEM_COMPONENT } from '#platform';
import { DEFAULT_ORG } from '../bootstrap/bootstrap.js';
import { CONNECT_VERSION } from '../connect-api/connect-paths.js';
import { PERMISSION_DESCRIPTIONS } from './permission-descriptions.js';

/** Serves the OpenAPI document of the process's routes at `/openapi.json`. */
export function serveOpenApi(app: NestFastifyApplication, publicUrl: string): void {
  let document: OpenAPIObject | null = null;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', (_request, reply) => {
      document ??= openApiDocument(app, publicUrl);
      return reply.header('cache-control', 'public, max-age=300').send(document);
    });
}

function openApiDocument(app: NestFastifyApplication, publicUrl: string): OpenAPIObject {
  const issuer = `${publicUrl}/o/${DEFAULT_ORG}`;
  const scopes = PERMISSION_DESCRIPTIONS;
  const options = new DocumentBuilder()
    .setTitle('Rescind')
    .setDescription(
      'Revocation for OAuth 2.0 and JWT: commands, usage, revocations, and the feed of the edges.',
    )
    .setVersion('1.0')
    .setOpenAPIVersion('3.0.3')
    .addServer(publicUrl)
    .addOAuth2(
      {
        type: 'oauth2',
        description: 'An access token of the organisation’s own issuer; here of the organisation `default`.',
        flows: {
          clientCredentials: { tokenUrl: `${issuer}/token`, scopes },
          authorizationCode: { authorizationUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token`, scopes },
        },
      },
      OAUTH2_SCHEME,
    )
    .addBasicAuth(
      { type: 'http', scheme: 'basic', description: '`edge_id:edge_secret`, as `POST /edges` answered it.' },
      'edge',
    )
    .build();
  const document = SwaggerModule.createDocument(app, options, {
    autoTagControllers: false,
    operationIdFactory,
  });
  describeVersions(document);
  document.components = {
    ...document.components,
    schemas: { [PROBLEM_COMPONENT]: openApiSchema(ProblemSchema, 'output') },
  };
  return document;
}

/** Adds the path parameter `version`. It is checked before the handlers run, so no handler declares it. */
function describeVersions({ paths }: OpenAPIObject): void {
  for (const [path, { get, delete: remove }] of Object.entries(paths)) {
    if (!path.includes('{version}')) continue;
    for (const operation of [get, remove]) operation?.parameters?.unshift(CONNECT_VERSION);
  }
}

/**
 * `BlockAppHttpController.block` becomes `blockApp`, and `RevokeUsageTokensHttpController.app` becomes `revokeUsageTokens_app`. For a
 * handler with two paths the key is `app[0]` or `app[1]`, and the second one becomes `revokeUsageTokens_app_1`.
 */
function operationIdFactory(controller: string, key: string): string {
  const [, method = key, path = '0'] = /^(.+)\[(\d+)\]$/.exec(key) ?? [];
  const id = operationIdOf(controller, method);
  return path === '0' ? id : `${id}_${path}`;
}

function operationIdOf(controller: string, method: string): string {
  const name = controller.replace(/HttpController$/, '');
  const id = name.charAt(0).toLowerCase() + name.slice(1);
  const says = id.toLowerCase();
  return says.startsWith(method.toLowerCase()) || says.endsWith(method.toLowerCase())
    ? id
    : `${id}_${method}`;
}
