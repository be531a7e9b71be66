import type { AppState, OrgState } from '#domain';
import { html, type Markup } from './html.js';

/**
 * What to know before signing in: whether an administrator may be needed, and when sessions end. It isn't known yet who the user is, so
 * it says only what holds for everybody.
 */
export function signInNotices(org: OrgState, app: AppState | undefined, nowMs: number): readonly Markup[] {
  return [...accessNotices(nameOf(org), app), ...sessionEndNotices(org, nowMs)];
}

/** What a user who may go on should know before allowing the app. */
export function consentNotices(
  org: OrgState,
  app: AppState | undefined,
  userId: string,
  nowMs: number,
): readonly Markup[] {
  const mayApprove = app?.installed === false && !app.installedFor.has(userId);
  const notice = `This app is not installed in ${nameOf(org)}. You may allow it for yourself, because you were given that permission.`;
  return [...(mayApprove ? [paragraph(html`${notice}`)] : []), ...sessionEndNotices(org, nowMs)];
}

function accessNotices(orgName: string, app: AppState | undefined): readonly Markup[] {
  if (app === undefined) return [];
  if (!app.installed) {
    const notice = `This app is not installed in ${orgName}. If you cannot go on after signing in, ask an administrator to install it.`;
    return [paragraph(html`${notice}`)];
  }
  switch (app.policy.permittedUsers) {
    case 'all-users':
      return [];
    case 'preauthorized-users':
      return [paragraph(html`Only users whom an administrator of ${orgName} chose may use this app.`)];
  }
}

function sessionEndNotices(org: OrgState, nowMs: number): readonly Markup[] {
  const { sessionEnd } = org;
  if (sessionEnd === null || sessionEnd.atMs <= nowMs) return [];
  const { atMs, covers } = sessionEnd;
  if (!covers.includes('session') && !covers.includes('refresh')) return [];
  const at = new Date(atMs).toISOString();
  const time = html`<time datetime="${at}">${longDate(atMs)}</time>`;
  const what = covers.includes('session') ? 'You will be signed out' : 'What you allow now ends';
  return [paragraph(html`${what} on ${time}, when all app sessions of ${nameOf(org)} end.`)];
}

function paragraph(text: Markup): Markup {
  return html`<p class="notice" role="note">${text}</p>`;
}

function nameOf({ name, orgId }: OrgState): string {
  return name ?? orgId;
}

const LONG_DATE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

function longDate(ms: number): string {
  return `${LONG_DATE.format(ms)} UTC`;
}
