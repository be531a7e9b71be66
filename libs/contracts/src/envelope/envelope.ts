import type { Actor, Decision, Effect, UsageFact } from '#domain';

/**
 * CloudEvents 1.0 in structured JSON (`application/cloudevents+json`): the value of every record. Attribute names are lower
 * case as CloudEvents demands; `data` uses our own names.
 */
export interface DecisionEnvelope {
  readonly specversion: '1.0';
  /** Unique; the same for every attempt with one Idempotency-Key. */
  readonly id: string;
  /** `rescind.<Fact>.v<n>` */
  readonly type: string;
  /** `/orgs/{orgId}` */
  readonly source: string;
  /** What it is about: a client_id, user id, token id … */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly orgid: string;
  /** `user:<id>`, `client:<id>`, `system:<id>` */
  readonly actor: string;
  readonly traceparent?: string;
  /** Decimal offset that the writer had seen. */
  readonly basedon?: string;
  /** ISO 8601. */
  readonly keepuntil?: string;
  readonly requestdigest?: string;
  readonly data: { readonly fact: Decision['data']; readonly effects: readonly Effect[] };
}

/** The envelope of a usage fact. */
export interface UsageEnvelope {
  readonly specversion: '1.0';
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly orgid: string;
  readonly traceparent?: string;
  readonly data: { readonly fact: UsageFact['data'] };
}

/** What a writer decides about a decision before it is in the log. */
export interface DecisionDraft {
  readonly id: string;
  readonly orgId: string;
  readonly actor: Actor;
  readonly time: string;
  readonly fact: Decision;
  readonly effects: readonly Effect[];
  readonly keepUntil: string | null;
  readonly basedOn: number | null;
  readonly requestDigest: string | null;
  readonly traceparent?: string;
}

/** What a writer decides about a usage fact before it is in the log. */
export interface UsageDraft {
  readonly id: string;
  readonly orgId: string;
  readonly time: string;
  readonly fact: UsageFact;
  readonly traceparent?: string;
}

/** Record header with the detached Ed25519 signature (base64url) over the exact UTF-8 bytes of the value. */
export const SIGNATURE_HEADER = 'rescind-signature';
/** Record header with the `kid` of the signing key. */
export const SIGNATURE_KID_HEADER = 'rescind-kid';
