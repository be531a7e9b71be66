// One configuration for every tier: `.spec` (no I/O), `.int.spec` (one real service), `.e2e.spec` (several apps).
const swc = {
  swcrc: false,
  jsc: {
    parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/** Source aliases of package.json `imports`, so that tests run the TypeScript and not an old build. */
const aliases = {
  '^#(domain|contracts|async|embedded|mongo|event-log|read-models|hot-index|decision-log|validator|platform)$':
    '<rootDir>/libs/$1/src/index.ts',
  '^#(domain|event-log|read-models|decision-log|platform)/(testing|kafka|mongo|embedded)$':
    '<rootDir>/libs/$1/src/$2/index.ts',
  '^#domain/revocation/testing$': '<rootDir>/libs/domain/src/revocation/testing/revocation.arbitrary.ts',
  '^#contracts/fields$': '<rootDir>/libs/contracts/src/fields/index.ts',
  '^#test/harness$': '<rootDir>/test/harness/index.ts',
  '^#test/harness/kafka-workbench$': '<rootDir>/test/harness/kafka-workbench.ts',
  '^#contracts/edge$': '<rootDir>/libs/contracts/src/edge/index.ts',
  '^@rescind/validator$': '<rootDir>/libs/validator/src/index.ts',
  '^@rescind/validator/([a-z]+)$': '<rootDir>/libs/validator/src/guards/$1/index.ts',
  '^#validator/([a-z]+)$': '<rootDir>/libs/validator/src/guards/$1/index.ts',
  '^#apps/([a-z]+)$': '<rootDir>/apps/$1/src/index.ts',
  '^#apps/([a-z]+)/testing$': '<rootDir>/apps/$1/src/testing/index.ts',
  '^(\\.{1,2}/.*)\\.js$': '$1',
};

export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: aliases,
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/libs/validator/package/'],
  testMatch: ['<rootDir>/{apps,libs,test,bench,examples}/**/*.spec.ts'],
  globalSetup: './test/harness/global-setup.mjs',
  globalTeardown: './test/harness/global-teardown.mjs',
  setupFilesAfterEnv: ['./test/harness/unit-tier.ts'],
  testTimeout: 60_000,
  // Whole systems of five processes each: more at once would only wait for one another.
  maxWorkers: 2,
};
