// Resolves an alias of package.json `imports` to its source and not to its build, in a child process of a test.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const root = new URL('../../../../', import.meta.url);
const { imports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

registerHooks({
  resolve(specifier, context, next) {
    const source = imports[specifier]?.types;
    return next(source === undefined ? specifier : new URL(source, root).href, context);
  },
});
