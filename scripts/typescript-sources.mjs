// Lets plain Node run TypeScript sources where jest's transform doesn't reach (global set-up, the supervisor, children of tests,
// benchmarks): Node strips the types itself, and this resolves the `.js` of an import to the `.ts` beside it. Aliases such as
// `#domain` still lead to the build. What it runs can't have parameter properties, enums or decorators.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  resolve(specifier, context, next) {
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts') === true) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(fileURLToPath(source))) return next(source.href, context);
    }
    return next(specifier, context);
  },
});
