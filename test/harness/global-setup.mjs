// jest's globalSetup: starts the servers that the selected specs need. Plain JavaScript, because jest's transform does not
// reach ES modules here; the work is in shared-servers.ts.
import '../../scripts/typescript-sources.mjs';

/**
 * @param {{ rootDir: string, testPathPatterns: { patterns: string[] } }} globalConfig
 * @param {{ testPathIgnorePatterns: string[] }} projectConfig
 */
export default async function globalSetup(globalConfig, projectConfig) {
  const { startSharedServers } = await import('./shared-servers.ts');
  await startSharedServers({
    rootDir: globalConfig.rootDir,
    patterns: globalConfig.testPathPatterns.patterns,
    leftOut: projectConfig.testPathIgnorePatterns,
  });
}
