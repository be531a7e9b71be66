// Finds files that nothing reaches, exports that nothing imports and dependencies that nothing uses: `npm run lint:unused`.
const TS_BLOCK = /^```(?:ts|js)\b.*\n([\s\S]*?)^```$/gm;

export default {
  workspaces: {
    '.': {
      entry: [
        // What starts as a process. What package.json `imports` names is an entry by itself.
        'apps/*/src/main.ts',
        // Children that specs start by their path.
        '{apps,libs}/*/src/**/*.child.ts',
        'libs/*/src/testing/*.mjs',
        // What package.json and people run.
        'scripts/*.mjs',
        'scripts/validator/*.mjs',
        'deploy/*.mjs',
        'bench/*/*.bench.ts',
        'examples/*/*.ts',
        // The tests, what jest loads for them, and the process that holds their servers.
        '{apps,libs,test,bench,examples}/**/*.spec.ts',
        'test/harness/global-*.mjs',
        'test/harness/servers/supervisor.ts',
        // Copied into the projects that install the package.
        'test/packages/consumer/servers.ts',
        // Code blocks of the guides, which readers copy.
        'README.md',
        'docs/guides/*.md',
      ],
      project: ['{apps,libs,test,bench,examples,scripts,deploy}/**/*.{ts,mjs}', 'docs/guides/*.md'],
      // Run by their names: the linter of the package, and the plugin that typedoc loads.
      ignoreDependencies: ['@arethetypeswrong/cli', 'typedoc-plugin-markdown'],
    },
    // Only the manifest and what is published beside the code; the code is built from libs/validator/src.
    'libs/validator/package': { project: [], ignoreDependencies: ['jose', '@nestjs/common'] },
  },
  compilers: {
    md: (text) => [...text.matchAll(TS_BLOCK)].map(([, code]) => code).join('\n'),
  },
  // A second file of a guide's own, beside the block that imports it.
  ignoreUnresolved: ['./validator.ts'],
  // Types that stand in the signature of an exported function are exported with it.
  ignoreExportsUsedInFile: { interface: true, type: true },
};
