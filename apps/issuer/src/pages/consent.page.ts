import { html, type Markup, NOTHING, page } from './html.js';

/** What is asked for at one resource. */
export interface RequestedAccess {
  readonly resource: string;
  readonly scopes: readonly string[];
}

/** What the consent page shows. */
export interface ConsentView {
  readonly appName: string;
  readonly userName: string;
  /** Whether the app learns who the user is. */
  readonly identity: boolean;
  readonly access: readonly RequestedAccess[];
  /** Shown above the buttons. */
  readonly notices?: readonly Markup[];
}

/** The page that asks whether an app may act for the user. */
export function consentPage({ appName, userName, identity, access, notices = [] }: ConsentView): string {
  const wants = access.flatMap(({ resource, scopes }) =>
    scopes.map((scope) => html`<li><code>${scope}</code> at ${resource}</li>`),
  );
  const content = html` <h1>Allow ${appName}?</h1>
    <p>You are signed in as <strong>${userName}</strong>. <strong>${appName}</strong> asks for:</p>
    <ul>
      ${identity ? html`<li>Knowing who you are</li>` : NOTHING}${wants}
    </ul>
    ${notices}
    <p>An administrator can take this back at any time.</p>
    <form method="post">
      <div class="actions">
        <button name="action" value="allow">Allow</button>
        <button class="plain" name="action" value="cancel">Deny</button>
      </div>
    </form>`;
  return page(`Allow ${appName}?`, content);
}
