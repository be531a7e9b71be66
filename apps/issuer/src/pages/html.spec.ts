import { describe, expect, it } from '@jest/globals';
import { consentPage } from './consent.page.js';
import { errorPage } from './error.page.js';
import { contentSecurityPolicy, formTargetOf, html } from './html.js';
import { signInPage } from './sign-in.page.js';

const HOSTILE = `"><script>alert('x')</script>&`;

describe('pages', () => {
  it('escape every text that is put into them', () => {
    const pages = [
      signInPage({ appName: HOSTILE, orgName: HOSTILE, username: HOSTILE, problem: HOSTILE }),
      consentPage({
        appName: HOSTILE,
        userName: HOSTILE,
        identity: true,
        access: [{ resource: HOSTILE, scopes: [HOSTILE] }],
      }),
      errorPage(HOSTILE, HOSTILE),
    ];
    for (const page of pages) {
      expect(page).not.toContain('<script');
      expect(page).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;');
    }
  });

  it('take markup as it is and join lists', () => {
    const items = ['a', '<'].map((text) => html`<i>${text}</i>`);
    expect(html`<b>${items}</b>`.markup).toBe('<b><i>a</i><i>&lt;</i></b>');
  });

  it('name every field, and point from the fields to what is wrong with them', () => {
    const page = signInPage({ appName: 'App', orgName: 'Org', username: '', problem: 'Wrong.' });
    for (const id of ['username', 'password']) {
      expect(page).toContain(`<label for="${id}">`);
      expect(page).toMatch(new RegExp(`id="${id}"[^>]*aria-describedby="problem"`));
    }
    expect(page).toContain('id="problem" role="alert"');
    expect(signInPage({ appName: 'App', orgName: 'Org', username: '' })).not.toContain('alert"');
  });
});

describe('the content security policy', () => {
  it.each([
    ['https://app.example/cb?x=1', ['https://app.example']],
    ['http://127.0.0.1:4711/cb', ['http://127.0.0.1:4711']],
    ['com.example.app:/cb', ['com.example.app:']],
    ['not a uri', []],
    [undefined, []],
  ])('lets the forms lead to %s', (uri, targets) => {
    expect(formTargetOf(uri)).toEqual(targets);
    expect(contentSecurityPolicy(formTargetOf(uri))).toContain(["form-action 'self'", ...targets].join(' '));
  });
});
