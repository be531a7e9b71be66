import { describe, expect, it } from '@jest/globals';
import { configHelp } from './config-help.js';
import { DISTRIBUTED_CONFIG } from './parse-config.js';

describe('--help', () => {
  it('names everything that the process reads, with what is required and what the defaults are', () => {
    const text = configHelp('feed', DISTRIBUTED_CONFIG);
    for (const name of Object.keys(DISTRIBUTED_CONFIG.shape)) expect(text).toContain(`  ${name}`);
    expect(text).toContain('KAFKA_BROKERS (required)');
    expect(text).toContain('RESCIND_PORT (default 4000)');
  });

  it('keeps its lines short enough for a terminal', () => {
    const longest = Math.max(
      ...configHelp('feed', DISTRIBUTED_CONFIG)
        .split('\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThanOrEqual(110);
  });
});
