import type { Actor } from '#domain';

/** Largest record value, bytes of UTF-8. */
export const MAX_RECORD_VALUE_BYTES = 900_000;

const ACTOR_KINDS = ['user', 'client', 'system'] as const satisfies readonly Actor['kind'][];
const ACTOR = /^(user|client|system):([^\p{Cc}\p{Cs}]{1,256})$/u;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

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
