import { expect } from '@jest/globals';
import { OperationPreviewSchema } from '../operations/operation.schema.js';
import { decideChangeOrgSettings } from '#domain';
import { unavailable } from '#event-log/testing';
import { decide } from '#platform/testing';
import { type Answer, ControlUnderTest, type Request } from './control-under-test.js';
import { issue, times } from './issued-tokens.js';

/** Asks for revocations. */
export const ALICE: Request = { token: { clientId: 'alice' } };
/** Approves what Alice asks for. */
export const BOB: Request = { token: { clientId: 'bob' } };
/** Somebody else who may approve. */
export const EVE: Request = { token: { clientId: 'eve' } };
/** Active tokens above which a second person is needed. */
export const THRESHOLD = 3;

/** Status and problem code. */
export const codeOf = ({ status, body }: Answer): unknown[] => [status, body['code']];

/** A decision that was folded. */
export interface SeenDecision {
  readonly type: string;
  readonly actor: string;
  readonly reason: unknown;
}

/** Control of an organisation where larger bulk revocations need two persons, and an app that holds enough tokens for that. */
export class TwoPersons {
  app = '';

  private constructor(readonly control: ControlUnderTest) {}

  static async start(): Promise<TwoPersons> {
    const made = new TwoPersons(await ControlUnderTest.start());
    await made.setThreshold(THRESHOLD);
    return made;
  }

  /** Makes another app that holds one token more than the threshold. */
  async renewApp(): Promise<void> {
    const { control } = this;
    this.app = await control.newApp();
    await issue(control, ...times(THRESHOLD + 1, { clientId: this.app, userId: `user-of-${this.app}` }));
  }

  async setThreshold(approvalThreshold: number | null): Promise<void> {
    const settings = { approvalThreshold };
    await decide(this.control.process.runtime, (org) =>
      decideChangeOrgSettings(org, { settings, basedOn: null }),
    );
  }

  /** Asks for a revocation that needs approval, and returns the path of the approval. */
  async ask(request: Request = ALICE): Promise<string> {
    const answer = await this.control.post(`/apps/${this.app}/revoke`, { reason: 'breach' }, request);
    expect(answer).toMatchObject({ status: 202, body: { status: 'approval-required' } });
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`/approvals/${String(answer.body['approval_id'])}`);
    return location;
  }

  /** How many access tokens of the app are active. */
  async active(): Promise<number> {
    const { body } = await this.control.post(`/apps/${this.app}/revoke`, { dry_run: true });
    return OperationPreviewSchema.parse(body).counts.tokens.access;
  }

  /** Collects every decision from now on. */
  follow(): readonly SeenDecision[] {
    const seen: SeenDecision[] = [];
    this.control.process.runtime.decisions.onFolded(({ record }) => {
      const { type, actor, data } = JSON.parse(record.value) as {
        type: string;
        actor: string;
        data: { fact: { reason?: string } };
      };
      seen.push({ type: type.split('.')[1] ?? '', actor, reason: data.fact.reason });
    });
    return seen;
  }

  /** Makes every append of a fact of that type fail, until {@link mendLog}. */
  loseAppendsOf(type: string): void {
    this.control.process.log.beforeAppend = (_topic, { value }) => {
      if (value.includes(`rescind.${type}.v1`)) throw unavailable();
    };
  }

  /** Makes the fold forget the next fact that is looked up by its id: that lookup still finds it, and no later one does. */
  forgetNextAskedFor(): void {
    const { facts } = this.control.org;
    const get = facts.get.bind(facts);
    facts.get = (id) => {
      const found = get(id);
      if (found !== undefined) {
        facts.get = get;
        facts.delete(id);
      }
      return found;
    };
  }

  mendLog(): void {
    this.control.process.log.beforeAppend = () => undefined;
  }
}
