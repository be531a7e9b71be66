import type { TokenIssued } from '#domain';
import type { Issuance, MintedAccessToken, MintedRefreshToken } from './issuance.js';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** Writes `TokenIssued` for each token that was minted. They are durable when this resolves. @throws EventLogError */
export async function recordIssued(org: OrgIssuer, issuance: Issuance): Promise<void> {
  const { access, refresh } = issuance;
  const facts: TokenIssued[] = [];
  if (access !== undefined) facts.push(accessFact(org, issuance, access));
  if (refresh !== undefined) facts.push(refreshFact(org, issuance, refresh));
  await Promise.all(facts.map((fact) => org.ports.usage.write(org.orgId, fact)));
}

function accessFact(org: OrgIssuer, issuance: Issuance, token: MintedAccessToken): TokenIssued {
  const from = issuance.redeemed?.tokenId;
  const data = {
    ...common(org, issuance, token),
    tokenId: token.jti,
    kind: 'access',
    format: 'JWT',
    kid: token.kid,
    ...(from === undefined ? {} : { refreshTokenId: from }),
  } as const;
  return { type: 'TokenIssued', data };
}

function refreshFact(org: OrgIssuer, issuance: Issuance, token: MintedRefreshToken): TokenIssued {
  const replaced = issuance.redeemed?.tokenId;
  const data = {
    ...common(org, issuance, token),
    tokenId: token.tokenId,
    kind: 'refresh',
    format: 'Opaque',
    ...(replaced === undefined || replaced === token.tokenId ? {} : { refreshTokenId: replaced }),
  } as const;
  return { type: 'TokenIssued', data };
}

function common(org: OrgIssuer, { rpos }: Issuance, token: MintedAccessToken | MintedRefreshToken) {
  return {
    iss: org.issuer,
    clientId: token.clientId,
    userId: token.sub,
    scopes: token.scopes,
    issuedAt: isoOf(token.iat),
    expiresAt: isoOf(token.exp),
    rpos,
    ...(token.grantId === undefined ? {} : { grantId: token.grantId }),
    ...(token.sessionId === undefined ? {} : { sessionId: token.sessionId }),
  };
}

function isoOf(numericDateS: number): string {
  return new Date(numericDateS * 1000).toISOString();
}
