import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../platform/processes/child-process.js';
import { type Platform, startEmbeddedPlatform } from '../platform/processes/platform.js';
import { guideBlocks, guideFiles } from './guide-blocks.js';
import { type GuideFolder, writeGuideFolder } from './guide-folder.js';
import { expectGuideHolds } from './run-guide.js';

const SECRET = 'a-secret-that-npm-start-printed';

describe('the guides, run against a platform as npm start makes it', () => {
  let platform: Platform;
  let replacements: Record<string, string>;
  beforeAll(async () => {
    platform = await startEmbeddedPlatform({
      RESCIND_BOOTSTRAP_CLIENT_ID: 'rescind-service',
      RESCIND_BOOTSTRAP_CLIENT_SECRET: SECRET,
    });
    replacements = {
      'http://127.0.0.1:4000': platform.url,
      '<client_secret>': SECRET,
      '4100': String(await freePort()),
      '4005': String(await freePort()),
    };
  });
  afterAll(() => platform.close());

  it('getting-started.md does what it says, command by command', async () => {
    await expectGuideHolds('getting-started.md', replacements);
  });

  it('administration.md does what it says, command by command', async () => {
    await expectGuideHolds('administration.md', replacements);
  });

  it('operating.md does what it says, command by command', async () => {
    await expectGuideHolds('operating.md', replacements);
  });

  describe('resource-server.md and the README', () => {
    let folder: GuideFolder;
    beforeAll(() => {
      const files = guideFiles([...guideBlocks('resource-server.md'), ...guideBlocks('../../README.md')]);
      const placed = [...files].map(
        ([name, text]) => [name, text.replaceAll('4100', replacements['4100'] ?? '')] as const,
      );
      folder = writeGuideFolder(new Map(placed));
    });
    afterAll(() => {
      folder.remove();
    });

    it('does what it says, command by command', async () => {
      await expectGuideHolds('resource-server.md', { ...replacements, 'examples/guide': folder.relative });
    });

    it('has code that compiles', () => {
      const tsc = spawnSync('node_modules/.bin/tsc', ['-p', folder.path], { encoding: 'utf8' });
      // What the libraries themselves are checked by is the type check of everything.
      expect(tsc.stdout.split('\n').filter((line) => line !== '' && !/^(libs\/|\s)/.test(line))).toEqual([]);
    });
  });
});
