import { html, type Markup, NOTHING, page } from './html.js';

/** What the sign-in page shows. */
export interface SignInView {
  readonly appName: string;
  readonly orgName: string;
  /** The user name that was entered before; empty at first. */
  readonly username: string;
  /** Why the last attempt failed. */
  readonly problem?: string;
  /** Shown above the form. */
  readonly notices?: readonly Markup[];
}

/** The page that asks for name and password. */
export function signInPage({ appName, orgName, username, problem, notices = [] }: SignInView): string {
  const failed = problem !== undefined;
  const describedBy: Markup = failed ? html` aria-invalid="true" aria-describedby="problem"` : NOTHING;
  const content = html` <h1>Sign in</h1>
    <p>to ${orgName}, to continue to <strong>${appName}</strong></p>
    ${notices} ${failed ? html`<p class="alert" id="problem" role="alert">${problem}</p>` : NOTHING}
    <form method="post" autocomplete="on">
      <label for="username">Name</label>
      <input
        id="username"
        name="username"
        value="${username}"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        maxlength="320"
        required
        autofocus${describedBy}
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        maxlength="1024"
        required${describedBy}
      />
      <div class="actions">
        <button name="action" value="sign-in">Sign in</button>
        <button class="plain" name="action" value="cancel" formnovalidate>Cancel</button>
      </div>
    </form>`;
  return page(failed ? 'Sign in: not accepted' : 'Sign in', content);
}
