import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const domains = ['review', 'coding', 'release', 'tickets', 'chat', 'audit', 'deployments'].map(
  (d) => `src/${d}/**/*.ts`,
);

const taskLibOnlyInAgent = { name: 'azure-pipelines-task-lib', message: 'Only src/agent talks to task-lib.' };

const noShell = {
  selector: "CallExpression[callee.name=/^(exec|execSync)$/], Property[key.name='shell'][value.value=true]",
  message: 'No shell: pass a list of arguments to spawn or execFile.',
};
const ledgerAlone = {
  selector: 'Literal[value=/^pushes$|\\/pushes\\b/], TemplateElement[value.raw=/\\/pushes\\b/]',
  message: 'Only src/clients/azure-devops/ledger-branch.ts pushes over REST.',
};

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', 'tests/fixtures', 'sandbox/sample/files'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-control-regex': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
      'max-depth': ['error', 4],
      'max-params': ['error', 4],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Set process.exitCode, so that output is flushed.' },
        { property: 'setResult', message: 'Only src/agent/run-task.ts ends a task.' },
        { property: 'loc', object: 'tl', message: 'tl.loc needs a resource file, which a bundle has not.' },
        { property: 'setResourcePath', message: 'setResourcePath throws inside a bundle.' },
      ],
      'no-restricted-imports': ['error', { paths: [taskLibOnlyInAgent] }],
      'no-restricted-syntax': ['error', noShell],
    },
  },
  {
    files: [...domains, 'src/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The clock is a port.' },
        { object: 'Math', property: 'random', message: 'Chance is a port.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The clock is a port.' },
      ],
    },
  },
  {
    files: ['src/clients/**/*.ts', 'src/agent/**/*.ts', 'tasks/**/*.ts'],
    ignores: ['src/clients/azure-devops/ledger-branch.ts'],
    rules: { 'no-restricted-syntax': ['error', noShell, ledgerAlone] },
  },
  { files: ['src/agent/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/agent/run-task.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['scripts/**/*.ts', 'sandbox/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'max-lines': ['error', 500],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.{js,cjs,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', performance: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', process: 'readonly' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
