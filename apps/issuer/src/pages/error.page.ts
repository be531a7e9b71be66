import type { KoaContextWithOIDC } from 'oidc-provider';
import { contentSecurityPolicy, html, NOTHING, page } from './html.js';

/** The page for an error that the user has to be shown, since the app can't be told. */
export function errorPage(error: string, description: string | undefined): string {
  const content = html` <h1>This did not work</h1>
    <p role="alert">${description ?? 'The request could not be answered.'}</p>
    <p>
      Go back to the app and start again. If it keeps happening, give the makers of the app this code:
      <code>${error}</code>
    </p>
    ${NOTHING}`;
  return page('This did not work', content);
}

/** Answers with the error page. `out` holds only what may be public. */
export function renderErrorPage(
  ctx: KoaContextWithOIDC,
  out: { error: string; error_description?: string },
): void {
  ctx.set('content-security-policy', contentSecurityPolicy());
  ctx.type = 'html';
  ctx.body = errorPage(out.error, out.error === 'server_error' ? undefined : out.error_description);
}
