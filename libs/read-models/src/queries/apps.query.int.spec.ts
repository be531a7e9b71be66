import { describe, expect, it } from '@jest/globals';
import { APP_MODEL, appDocId, facetsMatching, nameKeyOf } from '#domain';
import type { GuardedWrite } from '../read-model-store.port.js';
import { embeddedUnderTest } from '../testing/embedded-under-test.js';
import { creation, onStore } from '../testing/read-models-under-test.js';
import { listApps } from './apps.query.js';
import { READ_MODEL_COLLECTIONS } from './collections.js';

const ORG = 'acme';

const [FACETS = 0] = facetsMatching({ registered: true });

/** An app with what lists look at. */
function app(clientId: string, name: string): GuardedWrite {
  const doc = { orgId: ORG, clientId, name, nameKey: nameKeyOf(name), facets: FACETS };
  return creation(appDocId(ORG, clientId), doc);
}

describe('a search for apps', () => {
  it('holds each app once on pages of every size, the one whose client_id it is first, and no page is too long', () =>
    onStore(embeddedUnderTest, READ_MODEL_COLLECTIONS, async (store) => {
      const apps = [app('crm', 'Sales'), app('a1', 'CRM one'), app('a2', 'crm two'), app('a3', 'CRM')];
      await store.write(APP_MODEL.collection, apps);
      for (const limit of [1, 2, 3, 4, 5]) {
        const found: string[] = [];
        let after: string | undefined;
        do {
          const page = await listApps(store, ORG, { search: 'crm', limit, after });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          found.push(...page.items.map(({ doc }) => doc.clientId));
          after = page.next;
        } while (after !== undefined);
        expect(found).toEqual(['crm', 'a3', 'a1', 'a2']);
      }
    }));

  it('that finds an app by its client_id alone is one page', () =>
    onStore(embeddedUnderTest, READ_MODEL_COLLECTIONS, async (store) => {
      await store.write(APP_MODEL.collection, [app('crm', 'Sales')]);
      const page = await listApps(store, ORG, { search: 'crm', limit: 1 });
      expect(page.items.map(({ doc }) => doc.clientId)).toEqual(['crm']);
      expect(page.next).toBeUndefined();
    }));
});
