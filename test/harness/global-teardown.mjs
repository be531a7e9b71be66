// jest's globalTeardown: stops the servers that globalSetup started, in the same process.
import '../../scripts/typescript-sources.mjs';

export default async function globalTeardown() {
  const { stopSharedServers } = await import('./shared-servers.ts');
  await stopSharedServers();
}
