import { describe, expect, it } from '@jest/globals';
import { ConfigError, parseConfig } from '#platform';
import { STANDALONE_CONFIG } from './standalone.config.js';

describe('npm start', () => {
  it('needs nothing to be configured', () => {
    expect(parseConfig(STANDALONE_CONFIG, {})).toEqual({
      RESCIND_DATA_DIR: '.rescind',
      RESCIND_HOST: '127.0.0.1',
      RESCIND_PORT: 4000,
      RESCIND_LOG_LEVEL: 'info',
      RESCIND_TRUSTED_PROXIES: [],
    });
  });

  it('refuses a key that is too short, and does not repeat it', () => {
    expect(() => parseConfig(STANDALONE_CONFIG, { RESCIND_KEY_ENCRYPTION_KEY: 'c2hvcnQ' })).toThrow(
      ConfigError,
    );
    expect(() => parseConfig(STANDALONE_CONFIG, { RESCIND_KEY_ENCRYPTION_KEY: 'c2hvcnQ' })).not.toThrow(
      /c2hvcnQ/,
    );
  });
});
