import type { Bootstrapped } from '#apps/control';

/** What `npm start` prints once the process is ready. */
export function banner(url: string, storage: string, made: Bootstrapped): string {
  const lines = [
    '',
    `  Rescind is ready at ${url}`,
    `  Storage: embedded, ${storage}. Durable, for one process only; run a distributed deployment on Kafka and MongoDB.`,
    `  Issuer:  ${url}/o/default    OpenAPI: ${url}/openapi.json`,
  ];
  if (made.admin !== null || made.serviceClient !== null) {
    lines.push('', '  First start. These are shown only once, and stored nowhere in plain text:');
  }
  if (made.admin !== null) {
    lines.push(`    administrator    username ${made.admin.username}    password ${made.admin.password}`);
  }
  if (made.serviceClient !== null) {
    const { clientId, clientSecret } = made.serviceClient;
    lines.push(`    service client   client_id ${clientId}    client_secret ${clientSecret}`);
    lines.push(
      '',
      '  Get a token with it:',
      `    curl -u '${clientId}:<client_secret>' -d grant_type=client_credentials ${url}/o/default/token`,
    );
  }
  return `${lines.join('\n')}\n\n`;
}
