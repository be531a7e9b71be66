import { describe, it } from '@jest/globals';
import type { Decision, RecordedDecision } from '../facts/index.js';
import { approvalRequested, given, recorded, START_MS, timeAt } from '../testing/index.js';
import {
  APPROVAL_LIFETIME_MS,
  decideDeclineApproval,
  decideGiveApproval,
  decideRequestApproval,
  MAX_APPROVAL_PARAMETERS_BYTES,
} from './approval.decide.js';

const REQUESTER = { kind: 'user', id: 'admin-1' } as const;
const SECOND = { kind: 'user', id: 'admin-2' } as const;
const EXPIRES_MS = START_MS + 3_600_000;

const pending = recorded(approvalRequested(), { actor: REQUESTER });
const given1: Decision = { type: 'ApprovalGiven', data: { approvalId: 'approval-1' } };
const declined: Decision = { type: 'ApprovalDeclined', data: { approvalId: 'approval-1' } };
const byOther = { approvalId: 'approval-1', actor: SECOND, nowMs: START_MS };
const bySame = { ...byOther, actor: REQUESTER };

describe('ask for approval', () => {
  const command = {
    approvalId: 'approval-1',
    operation: 'revoke-selection',
    parameters: {},
    count: 7,
    nowMs: START_MS,
  };
  const expiresAt = timeAt(START_MS + APPROVAL_LIFETIME_MS);

  it('waits for a day', () => {
    given([]).when(decideRequestApproval, command).then(approvalRequested({ expiresAt }));
    given([])
      .when(decideRequestApproval, { ...command, reason: 'breach' })
      .then(approvalRequested({ expiresAt, reason: 'breach' }));
  });

  it('takes commands of 64 KB, counted as UTF-8, and none that are larger', () => {
    // `{"a":"…"}` is eight bytes beside the text.
    const parameters = { a: 'ü'.repeat((MAX_APPROVAL_PARAMETERS_BYTES - 8) / 2) };
    given([])
      .when(decideRequestApproval, { ...command, parameters })
      .then(approvalRequested({ expiresAt, parameters }));
    given([])
      .when(decideRequestApproval, { ...command, parameters: { a: `${parameters.a}x` } })
      .thenThrows('INVALID_REQUEST');
  });

  it('refuses an id that is none or was used, what is no count, and a reason that is too long', () => {
    given([pending]).when(decideRequestApproval, command).thenThrows('INVALID_ID');
    given([])
      .when(decideRequestApproval, { ...command, approvalId: '' })
      .thenThrows('INVALID_ID');
    given([])
      .when(decideRequestApproval, { ...command, count: -1 })
      .thenThrows('INVALID_REQUEST');
    given([])
      .when(decideRequestApproval, { ...command, reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});

describe.each([
  ['approve', decideGiveApproval, given1],
  ['decline', decideDeclineApproval, declined],
] as const)('%s', (_name, decide, fact) => {
  it('is for a second person, until it expires', () => {
    given([pending]).when(decide, byOther).then(fact);
    given([pending])
      .when(decide, { ...byOther, nowMs: EXPIRES_MS - 1 })
      .then(fact);
    given([pending])
      .when(decide, { ...byOther, nowMs: EXPIRES_MS })
      .thenThrows('APPROVAL_EXPIRED');
  });

  it.each<[string, RecordedDecision]>([
    ['approved', recorded(given1, { offset: 1, actor: SECOND })],
    ['declined', recorded(declined, { offset: 1, actor: SECOND })],
    ['taken back', recorded(declined, { offset: 1, actor: REQUESTER })],
  ])('is refused after it was %s', (_case, decision) => {
    given([pending, decision]).when(decide, byOther).thenThrows('APPROVAL_ALREADY_DECIDED');
  });

  it('is refused for what nobody asked for, and with a reason that is too long', () => {
    given([]).when(decide, byOther).thenThrows('APPROVAL_NOT_FOUND');
    given([pending])
      .when(decide, { ...byOther, reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});

describe('who asked', () => {
  it('cannot approve, but take it back', () => {
    given([pending]).when(decideGiveApproval, bySame).thenThrows('APPROVAL_OWN_REQUEST');
    given([pending]).when(decideDeclineApproval, bySame).then(declined);
  });

  it('is somebody else as a client of the same id', () => {
    given([pending])
      .when(decideGiveApproval, { ...bySame, actor: { kind: 'client', id: REQUESTER.id } })
      .then(given1);
  });
});
