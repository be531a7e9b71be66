import { PROBLEMS, PROBLEM_MEDIA_TYPE, problemType } from '#contracts';
import { code, document, table } from './markdown.mjs';

/** docs/reference/problems.md */
export function problemsReference() {
  const rows = Object.entries(PROBLEMS).map(([name, { status, title }]) => [
    status,
    code(name),
    title,
    code(problemType(name)),
  ]);
  return document(
    '# Problems',
    `Every error over HTTP, the issuers’ OAuth endpoints excepted, is a problem document (RFC 9457, ${code(PROBLEM_MEDIA_TYPE)}): ` +
      '`type`, `title`, `status`, `code`, `detail` for people, and `instance`, which finds the request in the log. Match on `code`: a ' +
      'code, once published, keeps its meaning and its status. Some have members of their own: `errors` (`pointer`, `detail`) on ' +
      '`INVALID_REQUEST`, `scope` on `INSUFFICIENT_SCOPE` and `SCOPE_NOT_HELD`, `reason` on `TOKEN_REFUSED`. A 503 carries `Retry-After`.',
    table(['Status', 'Code', 'Title', 'Type'], rows),
  );
}
