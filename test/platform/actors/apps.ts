import type { Platform } from '../processes/platform.js';

/** An app as registered. */
export interface TestApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Registers an app and answers its credentials. */
export async function registerApp(
  platform: Platform,
  metadata: Record<string, unknown> = {},
): Promise<TestApp> {
  const answer = await platform.api.post('/apps', { client_name: 'Test app', ...metadata });
  if (answer.status !== 201)
    throw new Error(`The app was not registered: ${String(answer.status)} ${answer.text}`);
  return { clientId: String(answer.body['client_id']), clientSecret: String(answer.body['client_secret']) };
}
