import type { JWK } from 'jose';
import type { Actor, Decision, JudgedClaims, OrgState, Position, UsageFact, Verdict } from '#domain';

/** The live fold of the decision log. */
export interface OrgView {
  org(orgId: string): OrgState | undefined;
  /** The last position folded, which tokens minted now carry as `rpos`; `null` while nothing has been read yet. */
  positionOf(orgId: string): Position | null;
  /** Age of the fold, ms: everything that was decided before then is folded. `null` while that isn't known. */
  ageMs?(orgId: string): number | null;
  /** Folds what is in the log now. Resolves also where the log can't be read. */
  catchUp?(orgId: string): Promise<void>;
  /** Folds everything that is in the log when it is called. @throws EventLogError */
  readToEnd(orgId: string): Promise<void>;
}

/** Who makes a decision. */
export interface Decider {
  readonly actor: Actor;
  /** Attempts with the same key take effect once. */
  readonly idempotencyKey?: string;
}

/** What came of a decision. */
export interface DecisionResult {
  readonly id: string | null;
  readonly status: 'accepted' | 'nothing-happened';
  readonly position: Position;
}

/** Appends a decision and answers once this process has folded it. */
export interface DecisionWriter {
  /** @throws DomainError, or EventLogError where it is not (or not surely) in the log */
  decide(orgId: string, decider: (org: OrgState) => Decision | null, by: Decider): Promise<DecisionResult>;
}

/** Appends usage facts. */
export interface UsageWriter {
  /** Durable once resolved. @throws EventLogError */
  write(orgId: string, fact: UsageFact): Promise<void>;
}

/** Private signing keys; the public ones, and which of them is active, are in `OrgState.keys`. */
export interface SigningKeys {
  /** The decrypted private JWK; `null` where this deployment doesn't hold it. */
  privateJwk(orgId: string, kid: string): Promise<JWK | null>;
}

/** Client secrets, of which only hashes are stored. */
export interface Clients {
  /** In constant time; `false` also for an unknown client and for a secret that has expired. */
  verifySecret(clientId: string, secret: string): Promise<boolean>;
}

/** A user who has proved who they are. */
export interface SignedInUser {
  /** Pseudonymous id; becomes `sub`. */
  readonly userId: string;
  readonly name?: string;
}

/** Sign-in names and password hashes. */
export interface Users {
  /** `null` for a wrong password and for an unknown name; both take equally long. */
  verifyPassword(orgId: string, username: string, password: string): Promise<SignedInUser | null>;
  /** The name to greet a user by; `null` where it was erased. */
  displayName(orgId: string, userId: string): Promise<string | null>;
}

/** An index of revocations that processes share, such as the one in Redis. */
export interface RevocationIndex {
  /** `unknown` where the index may be incomplete; then the live fold is asked. */
  lookup(orgId: string, claims: JudgedClaims, nowMs: number): Promise<Verdict | 'unknown'>;
}

/** The log for what callers may not see. */
export interface IssuerLog {
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}

/** Everything outside of the issuer that it depends on. */
export interface IssuerPorts {
  readonly orgs: OrgView;
  readonly decisions: DecisionWriter;
  readonly usage: UsageWriter;
  readonly signingKeys: SigningKeys;
  readonly clients: Clients;
  readonly users: Users;
  readonly revocationIndex?: RevocationIndex;
  readonly log: IssuerLog;
}
