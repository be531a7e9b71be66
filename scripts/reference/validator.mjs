import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application, ReflectionKind } from 'typedoc';
import { entries, ROOT } from '../validator/paths.mjs';

/**
 * The reference of everything that `@rescind/validator` exports, made by typedoc from the doc comments: Markdown by file name.
 * @returns {Promise<Record<string, string>>}
 * @throws Error naming the symbols that have no description or no example
 */
export async function validatorReference() {
  const app = await Application.bootstrapWithPlugins({
    name: '@rescind/validator',
    entryPoints: Object.values(entries()),
    tsconfig: `${ROOT}libs/validator/tsconfig.package.json`,
    plugin: ['typedoc-plugin-markdown'],
    readme: 'none',
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    skipErrorChecking: true,
    validation: { notExported: false, invalidLink: false, notDocumented: false },
    logLevel: 'Error',
    outputFileStrategy: 'modules',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc can not read the validator');
  for (const module of project.children ?? []) module.name = packageName(module.name);
  requireExamples(project);

  const folder = mkdtempSync(join(tmpdir(), 'rescind-typedoc-'));
  app.options.setValue('outputs', [{ name: 'markdown', path: folder }]);
  await app.generateOutputs(project);
  // `@rescind/validator.md` and `@rescind/validator/<guard>.md`; the links between them are relative.
  const scope = join(folder, '@rescind');
  const files = readdirSync(scope, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  const reference = Object.fromEntries(files.map((name) => [name, readFileSync(join(scope, name), 'utf8')]));
  rmSync(folder, { recursive: true });
  return reference;
}

/** @param {string} module as typedoc names it, by the folder of its `index.ts` */
function packageName(module) {
  const guard = /(?:guards\/)?([a-z]+)$/.exec(module)?.[1];
  return guard === undefined || guard === 'index' ? '@rescind/validator' : `@rescind/validator/${guard}`;
}

/** @param {import('typedoc').ProjectReflection} project */
function requireExamples(project) {
  const missing = (project.children ?? []).flatMap((module) =>
    (module.children ?? [])
      .filter((symbol) => symbol.kind !== ReflectionKind.Reference && !hasExample(symbol))
      .map((symbol) => `${module.name}: ${symbol.name}`),
  );
  if (missing.length > 0) throw new Error(`No description with an @example:\n  ${missing.join('\n  ')}`);
}

/** @param {import('typedoc').DeclarationReflection} symbol */
function hasExample(symbol) {
  const comments = [symbol.comment, ...(symbol.signatures ?? []).map(({ comment }) => comment)];
  return comments.some(
    (comment) =>
      comment?.hasVisibleComponent() === true && comment.blockTags.some(({ tag }) => tag === '@example'),
  );
}
