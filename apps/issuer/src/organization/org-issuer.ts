import {
  formatPosition,
  judge,
  KEEP_MARGIN_MS,
  type JudgedClaims,
  type OrgState,
  OWN_ISSUER_TRUST,
  type Verdict,
} from '#domain';
import { issuerOf, type ResolvedIssuerOptions } from '../issuer.options.js';
import type { IssuerPorts } from '../ports/issuer.ports.js';
import type { OidcStorage } from '../storage/oidc-storage.port.js';
import { deriveSecrets, type IssuerSecrets } from './issuer-secrets.js';
import { TemporarilyUnavailableError } from './oauth.errors.js';

/**
 * How old the fold may be while tokens are minted, ms. A token that is minted without knowing of a revocation must expire while edges still
 * keep that revocation; they keep it for {@link KEEP_MARGIN_MS} longer than tokens live.
 */
const MAX_FOLD_AGE_MS = KEEP_MARGIN_MS / 2;

/** One organisation's issuer: its names and secrets, its options and ports, and its fold. */
export class OrgIssuer {
  /** The issuer identifier. */
  readonly issuer: string;
  /** Path of the issuer, under which its links and cookies are. */
  readonly basePath: string;
  readonly secrets: IssuerSecrets;

  constructor(
    readonly orgId: string,
    readonly options: ResolvedIssuerOptions,
    readonly ports: IssuerPorts,
    readonly storage: OidcStorage,
  ) {
    this.issuer = issuerOf(options.publicUrl, orgId);
    this.basePath = new URL(this.issuer).pathname;
    this.secrets = deriveSecrets(options.secret, orgId);
  }

  /** Epoch ms. */
  now(): number {
    return this.options.now();
  }

  nowIso(): string {
    return new Date(this.now()).toISOString();
  }

  /** The live fold. @throws TemporarilyUnavailableError */
  state(): OrgState {
    const state = this.ports.orgs.org(this.orgId);
    if (state === undefined)
      throw new TemporarilyUnavailableError(
        'The organisation has not been read from the log yet; send the request again later.',
      );
    return state;
  }

  /**
   * The position of the fold, for the claim `rpos`. Read it *before* anything is checked: a revocation that is folded between the check and
   * the minting then has a later position than the token, and so covers it.
   * @throws TemporarilyUnavailableError where the fold is missing or too old
   */
  rpos(): string {
    const { orgs } = this.ports;
    const position = orgs.positionOf(this.orgId);
    if (position === null) {
      throw new TemporarilyUnavailableError(
        'The decision log has not been read yet; send the request again later.',
      );
    }
    if ((orgs.ageMs?.(this.orgId) ?? 0) > MAX_FOLD_AGE_MS) {
      throw new TemporarilyUnavailableError(
        'The decision log has not been read for too long; send the request again later.',
      );
    }
    return formatPosition(position);
  }

  /** Looks once more at the log, for what another process may have decided a moment ago. Resolves also where the log can't be read. */
  async catchUp(): Promise<void> {
    await this.ports.orgs.catchUp?.(this.orgId);
  }

  /** Folds everything that is in the log now. @throws TemporarilyUnavailableError where the log can't be read */
  async readToEnd(): Promise<void> {
    try {
      await this.ports.orgs.readToEnd(this.orgId);
    } catch (error) {
      throw new TemporarilyUnavailableError(
        'The decision log cannot be read now; send the request again later.',
        error,
      );
    }
  }

  /** The verdict of the live fold on a token, grant or session of this issuer. */
  judge(claims: Omit<JudgedClaims, 'iss'>): Verdict {
    return judge(this.state().revocations, { ...claims, iss: this.issuer }, OWN_ISSUER_TRUST, this.now());
  }
}
