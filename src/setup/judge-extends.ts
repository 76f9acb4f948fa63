import { type Attempt, unreadFinding } from './attempt.ts';
import type { PipelineFile } from './environments/ports.ts';
import type { Finding } from './finding.ts';
import type { Extended } from './read-extends.ts';

/** What a pipeline extends. `guard`: whether its branch lets in only what was reviewed, undefined for what is no branch. */
export function judgeExtends(
  { id, name }: Pick<PipelineFile, 'id' | 'name'>,
  extended: Extended | undefined,
  guard: Attempt<boolean | undefined> | undefined,
): Finding {
  const looked = { id: `template-${id}`, area: 'templates', title: `Pipeline ${name} extends a template` } as const;
  if (extended?.from === undefined)
    return {
      ...looked,
      status: 'warning',
      detail:
        extended === undefined
          ? 'It extends none: a pull request can rewrite the pipeline that judges it.'
          : `It extends ${extended.path} of its own repository: a pull request can rewrite both.`,
      remedy:
        'In its YAML, take the template from a repository of its own: "resources: repositories: - repository: slipway, type: git, name: Project/repository, ref: refs/heads/main", then "extends: template: pipelines/release.yml@slipway"; and add the check "Required template" to its environments.',
    };
  const { type, name: repository, ref } = extended.from;
  const seen = `It extends ${extended.path} of ${repository} at ${ref}.`;
  if (guard === undefined)
    return {
      ...looked,
      status: 'unknown',
      detail: `${seen} What protects a repository of the type ${type} is not looked at.`,
      remedy: 'See there that nobody can push to it without a review.',
    };
  if ('error' in guard) return unreadFinding(looked, guard.error);
  if (guard.value !== false) return { ...looked, status: 'ok', detail: seen };
  return {
    ...looked,
    status: 'problem',
    detail: `${seen} Nobody has to review what is pushed there.`,
    remedy: `In ${repository}: Repos > Branches > ${ref.replace(/^refs\/heads\//, '')} > More options > Branch policies > Require a minimum number of reviewers: On.`,
  };
}
