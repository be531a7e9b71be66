import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApprovalListSchema } from './list-approvals.http.schema.js';
import { BOB, codeOf, TwoPersons } from '../../testing/two-persons.js';

let two: TwoPersons;
beforeAll(async () => {
  two = await TwoPersons.start();
});
afterAll(async () => {
  await two.control.close();
});
beforeEach(async () => {
  await two.renewApp();
});

describe('the list of approvals', () => {
  it('comes in pages, the newest first, by status', async () => {
    const before = await two.ask();
    await two.control.post(`${before}/decline`, {}, BOB);
    const made = [await two.ask(), await two.ask()];
    const ids: string[] = [];
    let cursor = '';
    do {
      const { body } = await two.control.call(`/approvals?status=pending&limit=1${cursor}`, BOB);
      const page = ApprovalListSchema.parse(body);
      for (const approval of page.approvals) {
        expect(approval.status).toBe('pending');
        ids.push(`/approvals/${approval.approval_id}`);
      }
      cursor = page.nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    expect(ids.slice(0, 2)).toEqual(made.reverse());
    expect(ids).not.toContain(before);
    const first = ApprovalListSchema.parse((await two.control.call('/approvals?limit=1', BOB)).body);
    const foreign = await two.control.call(
      `/approvals?status=given&cursor=${encodeURIComponent(first.nextCursor ?? '')}`,
      BOB,
    );
    expect(codeOf(foreign)).toEqual([400, 'BAD_CURSOR']);
  });
});
