import { createHash } from 'node:crypto';

/** Markup whose variable parts are escaped. */
export interface Markup {
  readonly markup: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Builds markup: text is escaped, other markup is taken as it is, a list is joined. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | Markup | readonly Markup[])[]
): Markup {
  const render = (value: string | Markup | readonly Markup[]): string => {
    if (typeof value === 'string') return escapeText(value);
    return 'markup' in value ? value.markup : value.map(render).join('');
  };
  return { markup: parts.reduce((text, part, n) => text + render(values[n - 1] ?? '') + part) };
}

/** No markup. */
export const NOTHING: Markup = { markup: '' };

const STYLE = `
:root{color-scheme:light dark;--ink:#17202b;--soft:#55606e;--line:#c3cad4;--page:#eef1f5;--card:#fff;--go:#0b5cad;--on-go:#fff;--bad:#a4161a;--bad-page:#fdecec}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#a9b4c1;--line:#46515e;--page:#10151b;--card:#1a222b;--go:#6fb3f5;--on-go:#0b1621;--bad:#ffb3b0;--bad-page:#3a1b1d}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:26rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:2rem}
h1{margin:0 0 .25rem;font-size:1.5rem;line-height:1.25}
p{margin:0 0 1rem;color:var(--soft);overflow-wrap:anywhere}
strong{color:var(--ink)}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input{width:100%;padding:.625rem .75rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:.5rem}
ul{margin:0 0 1rem;padding:0;list-style:none;border:1px solid var(--line);border-radius:.5rem}
li{padding:.5rem .75rem;overflow-wrap:anywhere}
li+li{border-top:1px solid var(--line)}
.alert{margin:1rem 0 0;padding:.625rem .75rem;border-radius:.5rem;color:var(--bad);background:var(--bad-page)}
.notice{padding:.625rem .75rem;border-left:3px solid var(--go);background:var(--page);color:var(--ink)}
.actions{display:flex;gap:.75rem;margin-top:1.5rem}
button{flex:1;padding:.625rem 1rem;font:inherit;font-weight:600;border-radius:.5rem;border:1px solid var(--go);background:var(--go);color:var(--on-go);cursor:pointer}
button.plain{background:transparent;color:var(--ink);border-color:var(--soft)}
:focus-visible{outline:3px solid var(--go);outline-offset:2px}
code{font-family:ui-monospace,monospace;font-size:.9em}
`;
const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** A whole page around the content of its `main`. */
export function page(title: string, content: Markup): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>${content.markup}</main>
</body>
</html>
`;
}

/**
 * The policy of our pages: no script, no frame, nothing from elsewhere. `formTargets`: where the forms' answers may lead,
 * besides this issuer; browsers check redirects that follow a form against it.
 */
export function contentSecurityPolicy(formTargets: readonly string[] = []): string {
  const targets = ["'self'", ...formTargets].join(' ');
  return `default-src 'none'; style-src ${STYLE_SOURCE}; form-action ${targets}; frame-ancestors 'none'; base-uri 'none'`;
}

/** The source expression for a redirect URI: its origin, or the scheme of a native app's own. */
export function formTargetOf(redirectUri: unknown): readonly string[] {
  const url = typeof redirectUri === 'string' ? URL.parse(redirectUri) : null;
  if (url === null) return [];
  return [url.origin === 'null' ? url.protocol : url.origin];
}
