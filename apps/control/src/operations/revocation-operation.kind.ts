import { Injectable } from '@nestjs/common';
import type { TokenKind } from '#domain';
import { type BulkOperation, BulkOperationKind, type Description } from './bulk-operation.kind.js';
import { capitalized, listed, restOf } from './descriptions.js';
import type { Operation } from './operation.kind.js';

/** Parameters of the revocation of everything that one holder, such as an app or a user, has. */
export type RevocationParameters = { readonly covers: TokenKind[] } & Readonly<Record<string, unknown>>;

/** A kind of operation that revokes every token of the named kinds that one holder, such as an app or a user, has. */
@Injectable()
export abstract class RevocationOperationKind<P extends RevocationParameters> extends BulkOperationKind<P> {
  readonly permission = 'tokens:revoke';

  /** The holder in words, to follow `All access tokens of`. */
  protected abstract nameOf(parameters: P): string;

  covers({ covers }: P): readonly TokenKind[] {
    return covers;
  }

  describe(operation: BulkOperation<P>): Description {
    const { covers } = operation.parameters;
    const rest = restOf(covers);
    const left = rest.length === 0 ? 'Nothing that exists now' : capitalized(listed(rest));
    const request = this.request(operation);
    return {
      covered: `All ${listed(covers)} of ${this.nameOf(operation.parameters)}.`,
      leaves: {
        description: `${left}. New tokens can be issued at once.`,
        commands: rest.map((kind) => ({
          what: capitalized(listed([kind])),
          operation: request.operation,
          body: { ...request.body, covers: [kind] },
        })),
      },
      warning: 'This cannot be undone.',
    };
  }
}

/** The body of a revocation's request. */
export function bodyOf({ parameters, reason }: Operation<RevocationParameters>): Record<string, unknown> {
  return { covers: parameters.covers, ...(reason === undefined ? {} : { reason }) };
}
