// The arrows of docs/architecture.md, as rules.
const domains = 'review|coding|release|tickets|chat|audit|deployments|setup';
const useCases =
  'review-pull-request|sweep-repositories|pass-release|examine-changes|judge-old-threads|select-files|apply-review|merge-pull-request|run-pipeline|follow-run|cancel-child' +
  '|ensure-ticket|transition-tickets|gather-change|gather-tickets|learn-workflow|walk-ticket|claim-ticket|settle-ticket|draft-ticket|plan-creation' +
  '|keep-review|claim-message|keep-message|keep-thread|post-message|ask-question|relay-approvals' +
  '|gather-environments|check-environments|apply-environments|set-up-environments' +
  '|run-doctor|attempt|check-(agent|claude|jira|keeping|policies|rights|slack|templates)';
const releaseActions =
  'src/release/((actions|pull-request)/[^/]+|ledger/ledger|changes/(find-[^/]+|known-releases|fetch-tip)|stage-release|import/import-component)';
const impure = `^(src/(${domains})/((merge|run|environments)/)?(ports|${useCases})|${releaseActions})\\.ts$`;
const rule = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }),
    rule('domains-look-inward', { path: `^src/(${domains})/` }, { path: '^(src/(clients|agent)|hub|tasks)/' }),
    rule('other-domains-pure-parts-only', { path: `^src/(${domains})/` }, { path: impure, pathNot: '^src/$1/' }),
    rule(
      'domains-run-on-zod-alone',
      { path: `^src/((${domains})/|[^/]+\\.ts$)` },
      {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'core'],
        pathNot: 'node_modules/(zod|semver|@types/semver)/',
      },
    ),
    rule(
      'clients-know-domain-types-only',
      { path: '^src/clients/' },
      { path: `^src/(${domains})/`, dependencyTypesNot: ['type-only'] },
    ),
    rule('clients-never-meet-the-agent', { path: '^src/clients/' }, { path: '^(src/agent|tasks|hub)/' }),
    rule('agent-knows-no-domain', { path: '^src/agent/' }, { path: `^(src/(${domains}|clients)|tasks|hub)/` }),
    rule('task-lib-only-in-agent', { pathNot: '^src/agent/' }, { path: 'node_modules/azure-pipelines-task-lib' }),
    rule(
      'no-program-but-git-is-started',
      { path: '^(src|tasks)/', pathNot: '^src/clients/git/' },
      { path: '^(node:)?child_process$' },
    ),
    rule('a-task-never-imports-another', { path: '^tasks/([^/]+)/' }, { path: '^tasks/', pathNot: '^tasks/$1/' }),
    rule(
      'nothing-shipped-imports-sandbox-or-tests',
      { path: '^(src|tasks|hub)/' },
      { path: '^(sandbox|tests|scripts)/' },
    ),
    rule(
      'sdk-only-in-hub-host',
      { path: '^hub/', pathNot: '^hub/host/' },
      { path: 'node_modules/azure-devops-extension-' },
    ),
    rule('hub-imports-pure-parts', { path: '^hub/' }, { path: `^(src/(clients|agent)|tasks)/|${impure}` }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
