import { describe, expect, it } from '@jest/globals';
import { banner } from './banner.js';

const URL = 'http://127.0.0.1:4000';

describe('what the start says', () => {
  it('names the address and what the storage is', () => {
    const text = banner(URL, '/data/rescind.db', { admin: null, serviceClient: null });
    expect(text).toContain(`ready at ${URL}`);
    expect(text).toContain('embedded, /data/rescind.db');
    expect(text).not.toContain('password');
  });

  it('shows the credentials of the first start, each once', () => {
    const text = banner(URL, '/data/rescind.db', {
      admin: { username: 'admin', password: 'PASSWORD' },
      serviceClient: { clientId: 'service', clientSecret: 'SECRET' },
    });
    expect(text.split('PASSWORD')).toHaveLength(2);
    expect(text.split('SECRET')).toHaveLength(2);
  });
});
