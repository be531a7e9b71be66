import {
  type AppPolicy,
  decideChangeAppPolicy,
  decideUninstallApp,
  type Decision,
  DEFAULT_APP_POLICY,
  type OrgSettings,
  type UsageFact,
} from '#domain';
import { without } from '../without.js';
import type { IssuerHarness, TestApp } from './issuer.harness.js';

/** A denial as the log has it, without its times. */
export type Denial = Omit<
  Extract<UsageFact, { type: 'UsageDenied' }>['data'],
  'firstAt' | 'lastAt' | 'clientId'
>;

/** Appends a decision as it is. */
export function given(harness: IssuerHarness, fact: Decision): Promise<void> {
  return harness.decide(() => fact);
}

/** Gives an app a policy that differs from the default one. */
export function givenPolicy(
  harness: IssuerHarness,
  app: TestApp,
  changes: Partial<AppPolicy>,
): Promise<void> {
  const policy = { ...DEFAULT_APP_POLICY, ...changes };
  return harness.decide((org) =>
    decideChangeAppPolicy(org, { clientId: app.clientId, policy, basedOn: null }),
  );
}

/** Changes settings of the organisation. */
export function givenSettings(harness: IssuerHarness, changes: Partial<OrgSettings>): Promise<void> {
  return given(harness, { type: 'OrgSettingsChanged', data: changes });
}

/** Uninstalls an app for everybody. */
export function givenUninstalled(harness: IssuerHarness, { clientId }: TestApp): Promise<void> {
  return harness.decide((org) => decideUninstallApp(org, { clientId }));
}

/** The denials of an app by now, the first one first. */
export async function denialsOf(
  harness: IssuerHarness,
  { clientId }: Pick<TestApp, 'clientId'>,
): Promise<readonly Denial[]> {
  const facts = await harness.usageFacts();
  const denied = facts.flatMap((fact) => (fact.type === 'UsageDenied' ? [fact.data] : []));
  return denied
    .filter((data) => data.clientId === clientId)
    .sort((a, b) => (a.firstAt < b.firstAt ? -1 : 1))
    .map((data) => without(data, 'firstAt', 'lastAt', 'clientId'));
}

/** What every denial at the issuer has, from where the tests run. */
export const FROM_HERE = { where: 'issuer', address: '127.0.0.1', count: 1 } as const;

/** Status and body of an answer. */
export async function answerOf(response: Promise<Response>): Promise<readonly [number, unknown]> {
  const answer = await response;
  return [answer.status, await answer.json()];
}

/** What introspection answers about a token. */
export async function introspectionOf(
  harness: IssuerHarness,
  token: string,
  caller: TestApp,
): Promise<Record<string, unknown>> {
  const response = await harness.post('/token/introspection', { token }, caller);
  return (await response.json()) as Record<string, unknown>;
}
