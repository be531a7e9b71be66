import type { KoaContextWithOIDC } from 'oidc-provider';
import { contentSecurityPolicy, html, NOTHING, page } from './html.js';

/** The page for a person who got an error that can't be told to the app. */
export function errorPage(error: string, description: string | undefined): string {
  const content = html` <h1>This did not work</h1>
    <p role="alert">${description ?? 'The request could not be answered.'}</p>
    <p>Go back to the app and start again. If it keeps happening, tell its makers: <code>${error}</code></p>
    ${NOTHING}`;
  return page('This did not work', content);
}

/** Shows an OAuth error to a browser. Only what may be public is in `out`. */
export function renderErrorPage(
  ctx: KoaContextWithOIDC,
  out: { error: string; error_description?: string },
): void {
  ctx.set('content-security-policy', contentSecurityPolicy());
  ctx.type = 'html';
  ctx.body = errorPage(out.error, out.error === 'server_error' ? undefined : out.error_description);
}
