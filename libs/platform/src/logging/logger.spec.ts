import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { createLogger } from './logger.js';

it.each([
  [{ client_secret: 'S3CRET' }],
  [{ authorization: 'S3CRET' }],
  [{ body: { client_secret: 'S3CRET' } }],
  [{ body: { edge_secret: 'S3CRET' } }],
  [{ body: { password: 'S3CRET', token: 'S3CRET', refresh_token: 'S3CRET', access_token: 'S3CRET' } }],
  [{ req: { headers: { authorization: 'S3CRET', cookie: 'S3CRET' } } }],
  [{ req: { headers: { 'idempotency-key': 'k', authorization: 'Bearer S3CRET' } } }],
])('never prints what is secret: %j', (fields) => {
  let printed = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      printed += chunk.toString();
      done();
    },
  });
  createLogger('test', 'info', stream).info(fields, 'something happened');
  expect(printed).toContain('something happened');
  expect(printed).toContain('[redacted]');
  expect(printed).not.toContain('S3CRET');
});
