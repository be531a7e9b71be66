const { folderRules } = require('./dependency-folders.cjs');

/** The import law: apps → adapters → contracts → domain, inward only. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle means that two things are one, or that one of them lies in the wrong place.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-imports-nothing',
      comment: 'The domain is pure: facts, decide, apply, fold, judge.',
      severity: 'error',
      from: { path: '^libs/domain/src', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { pathNot: '^libs/domain/src' },
    },
    {
      name: 'contracts-import-domain-only',
      comment:
        'The wire depends on the domain and on its schema library; on Node by type only, because it runs elsewhere too.',
      severity: 'error',
      from: { path: '^libs/contracts/src', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { pathNot: '^(libs/(contracts|domain)/src|node_modules/zod)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'validator-stays-small',
      comment:
        'The SDK runs inside other people’s servers: domain, contracts, jose, an event-stream parser; frameworks by type only.',
      severity: 'error',
      from: { path: '^libs/validator/src', pathNot: '(\\.spec\\.ts$|^libs/validator/src/testing)' },
      to: {
        pathNot:
          '^(libs/(validator|contracts|domain)/src|node_modules/(jose|eventsource-parser)|node:|crypto|http|buffer|url)',
        dependencyTypesNot: ['type-only', 'core'],
      },
    },
    {
      name: 'validator-needs-no-schema-library',
      comment:
        'The schema library was three quarters of what a resource server had to load. What edges read is in `#contracts/edge`, without it.',
      severity: 'error',
      from: { path: '^libs/validator/src', pathNot: '(\\.spec\\.ts$|^libs/validator/src/testing)' },
      to: { path: 'node_modules/zod', reachable: true },
    },
    {
      name: 'libs-never-import-apps',
      comment: 'Inward only.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'adapters-know-no-platform',
      comment: 'Storage adapters are below the Nest wiring.',
      severity: 'error',
      from: { path: '^libs/(event-log|read-models|embedded)/src' },
      to: { path: '^libs/(platform|validator)/src' },
    },
    {
      name: 'no-app-imports-another',
      comment: 'Apps talk over the log and HTTP; only standalone puts their modules into one process.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'product-imports-no-tests',
      comment: 'Test kits are for tests.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { path: '(\\.spec\\.ts$|/testing/|^test/)' },
    },
    {
      name: 'not-to-dev-dep',
      comment: 'What runs in production is a dependency.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    ...folderRules(),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(libs/validator/package/)?dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
