import tseslint from 'typescript-eslint';

const NO_AMBIENT = [
  { name: 'Date', message: 'Time is an argument in the domain.' },
  { name: 'performance', message: 'Time is an argument in the domain.' },
  { name: 'crypto', message: 'Ids and randomness are arguments in the domain.' },
];

/** Modules by which a unit test would do I/O; what a library does behind its back, test/harness/unit-tier.ts refuses. */
const IO = [
  'fs',
  'fs/promises',
  'net',
  'tls',
  'http',
  'https',
  'http2',
  'child_process',
  'worker_threads',
  'sqlite',
];

export default tseslint.config(
  { ignores: ['**/dist/**', 'node_modules/**', 'coverage/**', '**/*.cjs', '**/*.js', '**/*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A default implementation names what those that override it are given.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      // Nest modules, projections' namespaces and DTOs are classes without members.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // A number prints in one way only.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Nest declares its options as classes, and means interfaces.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['libs/domain/src/**/*.ts'],
    ignores: ['**/*.spec.ts', 'libs/domain/src/testing/**'],
    rules: {
      'no-restricted-globals': ['error', ...NO_AMBIENT],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is an argument in the domain.' },
      ],
      'no-restricted-imports': ['error', { patterns: ['node:*', '#*'] }],
    },
  },
  {
    files: ['**/*.spec.ts'],
    ignores: [
      '**/*.int.spec.ts',
      '**/*.e2e.spec.ts',
      // Tries it, and is refused.
      'test/harness/unit-tier.spec.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [...IO.map((name) => `node:${name}`), '**/test/harness/index.js', '**/test/platform/**'],
              message:
                'A unit test does no I/O: it is .int.spec.ts (one service) or .e2e.spec.ts (several apps).',
            },
          ],
        },
      ],
    },
  },
  {
    files: [
      '**/*.spec.ts',
      'test/**/*.ts',
      'bench/**/*.ts',
      'examples/**/*.ts',
      'libs/*/src/testing/**/*.ts',
    ],
    rules: { 'max-lines': 'off', 'no-console': 'off' },
  },
);
