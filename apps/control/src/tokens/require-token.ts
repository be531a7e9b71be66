import { ProblemException, type Runtime } from '#platform';
import { getToken } from '#read-models';
import { isIssued, type IssuedToken } from '../inventory/token-status.js';

/**
 * Finds a token that was issued. Ids are unique per issuer only: without `iss`, a token of the organisation's own issuer comes first.
 * @throws ProblemException `TOKEN_NOT_FOUND`; a token of another organisation gets the same answer
 */
export async function requireToken(
  runtime: Runtime,
  orgId: string,
  tokenId: string,
  iss?: string,
): Promise<IssuedToken> {
  const { readModels } = runtime.storage;
  const own = runtime.decisions.org(orgId)?.issuer ?? undefined;
  let found = await getToken(readModels, orgId, tokenId, iss ?? own);
  if (found?.doc.known !== true && iss === undefined) found = await getToken(readModels, orgId, tokenId);
  if (found !== null && isIssued(found.doc)) return found.doc;
  throw new ProblemException('TOKEN_NOT_FOUND', { detail: 'There is no such token.' });
}
