import { expect } from '@jest/globals';
import { OperationPreviewSchema } from '../operations/operation.schema.js';
import { decideChangeOrgSettings } from '#domain';
import { unavailable } from '#event-log/testing';
import { decide } from '#platform/testing';
import { type Answer, ControlUnderTest, type Request } from './control-under-test.js';
import { issue, times } from './issued-tokens.js';

/** Who asks. */
export const ALICE: Request = { token: { clientId: 'alice' } };
/** Who approves. */
export const BOB: Request = { token: { clientId: 'bob' } };
/** Somebody else who could. */
export const EVE: Request = { token: { clientId: 'eve' } };
/** Active tokens above which a second person is needed. */
export const THRESHOLD = 3;

/** Status and problem code. */
export const codeOf = ({ status, body }: Answer): unknown[] => [status, body['code']];

/** What was decided. */
export interface SeenDecision {
  readonly type: string;
  readonly actor: string;
  readonly reason: unknown;
}

/** Control of an organisation in which bulk revocations need two persons, and an app that holds more than it takes. */
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

  /** Asks for what needs approval; answers where that is. */
  async ask(request: Request = ALICE): Promise<string> {
    const answer = await this.control.post(`/apps/${this.app}/revoke`, { reason: 'breach' }, request);
    expect(answer).toMatchObject({ status: 202, body: { status: 'approval-required' } });
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`/approvals/${String(answer.body['approval_id'])}`);
    return location;
  }

  /** Access tokens of the app that are active. */
  async active(): Promise<number> {
    const { body } = await this.control.post(`/apps/${this.app}/revoke`, { dry_run: true });
    return OperationPreviewSchema.parse(body).counts.tokens.access;
  }

  /** What is decided from now on, and by whom. */
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

  /** Fails every append of that type, until the log is mended. */
  loseAppendsOf(type: string): void {
    this.control.process.log.beforeAppend = (_topic, { value }) => {
      if (value.includes(`rescind.${type}.v1`)) throw unavailable();
    };
  }

  /** Of the next fact that is asked for by its id, the memory ends just then: who asks sees it, and nobody after. */
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
