import { describe, expect, it } from '@jest/globals';
import {
  BOOTSTRAP_CONFIG,
  COMMON_CONFIG,
  ConfigError,
  DISTRIBUTED_CONFIG,
  parseConfig,
} from './parse-config.js';

const KEY = Buffer.alloc(32, 1).toString('base64url');
const WHOLE = {
  KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092,',
  MONGODB_URL: 'mongodb://user:pass-word@mongo/?replicaSet=rs0',
  RESCIND_KEY_ENCRYPTION_KEY: KEY,
  RESCIND_PUBLIC_URL: 'https://rescind.example',
};

function problemsOf(env: Record<string, string>): string {
  try {
    parseConfig(DISTRIBUTED_CONFIG.extend(BOOTSTRAP_CONFIG.shape), env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return '';
}

describe('a configuration', () => {
  it('has a default for everything that can have one', () => {
    expect(parseConfig(COMMON_CONFIG, {})).toEqual({
      RESCIND_HOST: '127.0.0.1',
      RESCIND_PORT: 4000,
      RESCIND_LOG_LEVEL: 'info',
      RESCIND_TRUSTED_PROXIES: [],
    });
    expect(parseConfig(DISTRIBUTED_CONFIG, WHOLE)).toMatchObject({
      KAFKA_BROKERS: ['kafka-1:9092', 'kafka-2:9092'],
      KAFKA_TOPIC_PREFIX: '',
      MONGODB_DATABASE: 'rescind',
    });
  });

  it('counts what is empty as absent, as compose files leave it', () => {
    expect(parseConfig(COMMON_CONFIG, { RESCIND_PORT: '', RESCIND_LOG_LEVEL: '' })).toMatchObject({
      RESCIND_PORT: 4000,
    });
  });

  it('ignores the rest of the environment', () => {
    expect(parseConfig(COMMON_CONFIG, { PATH: '/bin' })).not.toHaveProperty('PATH');
  });

  it('names every problem at once', () => {
    const message = problemsOf({ RESCIND_PORT: '70000', RESCIND_LOG_LEVEL: 'loud', KAFKA_BROKERS: ' , ' });
    for (const name of [
      'RESCIND_PORT',
      'RESCIND_LOG_LEVEL',
      'KAFKA_BROKERS',
      'MONGODB_URL',
      'RESCIND_KEY_ENCRYPTION_KEY',
      'RESCIND_PUBLIC_URL',
    ]) {
      expect(message).toContain(`${name}: `);
    }
  });

  it.each([
    ['RESCIND_PORT', 'http'],
    ['RESCIND_PORT', '-1'],
    ['RESCIND_PORT', '4000.5'],
    ['RESCIND_PUBLIC_URL', 'rescind.example'],
    ['RESCIND_PUBLIC_URL', 'ftp://rescind.example'],
    ['RESCIND_PUBLIC_URL', 'https://user:secret-word@rescind.example'],
    ['RESCIND_PUBLIC_URL', 'https://rescind.example/?secret-word'],
    ['RESCIND_PUBLIC_URL', 'https://rescind.example/#secret-word'],
    ['RESCIND_TRUSTED_PROXIES', 'gateway'],
    ['RESCIND_TRUSTED_PROXIES', '10.0.0.1/8'],
    ['RESCIND_TRUSTED_PROXIES', '0.0.0.0/0'],
    ['RESCIND_TRUSTED_PROXIES', '10.0.0.0/8, ::/0'],
    ['KAFKA_BROKERS', 'kafka-1'],
    ['KAFKA_BROKERS', 'kafka 1:9092'],
    ['KAFKA_TOPIC_PREFIX', 'a b'],
    ['KAFKA_DECISION_PARTITIONS', '0'],
    ['KAFKA_REPLICATION_FACTOR', 'three'],
    ['MONGODB_URL', 'postgres://user:secret-word@host'],
    ['REDIS_URL', 'memcached://secret-word'],
    ['RESCIND_KEY_ENCRYPTION_KEY', 'secret-word'],
    ['RESCIND_KEY_ENCRYPTION_KEY', `${KEY}secretword`],
    ['RESCIND_KEY_ENCRYPTION_KEY', 'not+base64/url!'],
    ['RESCIND_BOOTSTRAP_CLIENT_SECRET', 'secret-word'.repeat(100)],
    ['RESCIND_BOOTSTRAP_CLIENT_ID', 'x'.repeat(129)],
  ])('refuses %s=%s, and does not repeat it', (name, value) => {
    const message = problemsOf({ ...WHOLE, [name]: value });
    expect(message).toContain(`${name}: `);
    expect(message).not.toContain(value);
    expect(message).not.toContain('secret-word');
  });

  it('takes addresses and ranges of proxies', () => {
    const env = { RESCIND_TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7,fd00::/8,' };
    expect(parseConfig(COMMON_CONFIG, env).RESCIND_TRUSTED_PROXIES).toEqual([
      '10.0.0.0/8',
      '192.0.2.7',
      'fd00::/8',
    ]);
  });

  it('takes bracketed IPv6 brokers', () => {
    expect(parseConfig(DISTRIBUTED_CONFIG, { ...WHOLE, KAFKA_BROKERS: '[::1]:9092' }).KAFKA_BROKERS).toEqual([
      '[::1]:9092',
    ]);
  });
});
