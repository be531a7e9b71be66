import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '#platform';
import { CommandController, QueryController } from '../http/controller.decorator.js';

const PATH = 'apps/oauth/usage';
/** The paths of the usage resources: alone, and below the versions of the Connect API. The same controllers serve both. */
const PATHS = [PATH, `services/data/v:version/${PATH}`];

const VERSION = /^(\d{2,4})\.\d$/;
/** The first version of the API that has the usage resources. */
const FIRST_VERSION = 59;

/** The version in a path, for the OpenAPI document. */
export const CONNECT_VERSION = {
  name: 'version',
  in: 'path',
  required: true,
  description: `From ${String(FIRST_VERSION)}.0 on.`,
  schema: { type: 'string', pattern: VERSION.source },
} as const;

type ConnectRequest = FastifyRequest<{ Params: { version?: string } }>;

/** Accepts requests that name no version, or a version that has the usage resources. Answers 404 to any other version. */
@Injectable()
class ConnectVersionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const version = versionIn(context);
    if (version === undefined) return true;
    const major = Number(VERSION.exec(version)?.[1] ?? NaN);
    if (major >= FIRST_VERSION) return true;
    throw new ProblemException('NOT_FOUND', { detail: 'There is no such version of the usage resources.' });
  }
}

/** Queries of the Connect API. */
export function ConnectQueryController(): ClassDecorator {
  return applyDecorators(QueryController(PATHS), UseGuards(ConnectVersionGuard));
}

/** Deletions of the Connect API. */
export function ConnectCommandController(): ClassDecorator {
  return applyDecorators(CommandController(PATHS), UseGuards(ConnectVersionGuard));
}

/** The path of the usage resources in the form that the request used, so that the URLs in the answer use the same form. */
export const ConnectBase = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const version = versionIn(context);
  return version === undefined ? `/${PATH}` : `/services/data/v${version}/${PATH}`;
});

function versionIn(context: ExecutionContext): string | undefined {
  return context.switchToHttp().getRequest<ConnectRequest>().params.version;
}
