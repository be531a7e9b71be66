import type { Actor } from '#domain';
import { z } from 'zod';
import { identifier, instant, line } from '../encoding/fields.schema.js';
import { MAX_EFFECTS } from './effects.codec.js';

/** Largest record value, bytes of UTF-8. */
export const MAX_RECORD_VALUE_BYTES = 900_000;

const ACTOR_KINDS = ['user', 'client', 'system'] as const satisfies readonly Actor['kind'][];
const ACTOR = /^(user|client|system):([^\p{Cc}\p{Cs}]{1,256})$/u;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const common = {
  specversion: z.literal('1.0'),
  id: identifier,
  type: line(128),
  source: line(300),
  subject: line(2048),
  time: instant,
  datacontenttype: z.literal('application/json'),
  orgid: identifier,
};

/** The attributes of a decision's envelope, as a reader checks them; others are ignored (CloudEvents 1.0 section 3.1). */
export const decisionEnvelopeSchema = z.object({
  ...common,
  actor: z.string().regex(ACTOR),
  basedon: z
    .string()
    .regex(/^(-1|\d{1,15})$/)
    .optional(),
  keepuntil: instant.optional(),
  requestdigest: line(256).optional(),
  data: z.object({ fact: z.unknown(), effects: z.array(z.unknown()).max(MAX_EFFECTS) }),
});

/** The attributes of a usage fact's envelope, as a reader checks them. */
export const usageEnvelopeSchema = z.object({ ...common, data: z.object({ fact: z.unknown() }) });

/** `user:<id>`, `client:<id>`, `system:<id>` */
export function formatActor(actor: Actor): string {
  return `${actor.kind}:${actor.id}`;
}

/** Reads what {@link formatActor} wrote; `null` for anything else. */
export function parseActor(text: string): Actor | null {
  const match = ACTOR.exec(text);
  const kind = ACTOR_KINDS.find((known) => known === match?.[1]);
  const id = match?.[2];
  return kind === undefined || id === undefined ? null : { kind, id };
}

/** CloudEvents `source` of an organisation's facts. */
export function sourceOf(orgId: string): string {
  return `/orgs/${orgId}`;
}

/** The attribute, or nothing where a caller passed on something else: W3C Trace Context says to ignore a malformed one. */
export function traceparentAttribute(traceparent: string | undefined): { readonly traceparent?: string } {
  return traceparent !== undefined && TRACEPARENT.test(traceparent) ? { traceparent } : {};
}
