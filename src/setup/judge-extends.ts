import { type Attempt, unreadFinding } from './attempt.ts';
import type { PipelineFile } from './environments/ports.ts';
import { slug } from './environments/subject.ts';
import type { Finding } from './finding.ts';
import type { Extended, TemplateRepository } from './read-extends.ts';

/** Whether a pipeline's file extends one that lies elsewhere; undefined: it extends nothing. */
export function judgeExtends({ id, name }: Pick<PipelineFile, 'id' | 'name'>, extended: Extended | undefined): Finding {
  const looked = { id: `template-${id}`, area: 'templates', title: `Pipeline ${name} extends a template` } as const;
  if (extended?.from !== undefined) {
    const { name: repository, ref } = extended.from;
    return { ...looked, status: 'ok', detail: `It extends ${extended.path} of ${repository} at ${ref}.` };
  }
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
}

/**
 * Whether a pipeline that judges pull requests lets them choose how: its file is theirs, with all that it gives to the
 * template.
 */
export function judgeValues({ id, name }: Pick<PipelineFile, 'id' | 'name'>, givesParameters: boolean): Finding {
  const looked = {
    id: `template-values-${id}`,
    area: 'templates',
    title: `Pull requests choose nothing of pipeline ${name}`,
  } as const;
  if (!givesParameters) return { ...looked, status: 'ok', detail: 'Its file gives the template no parameters.' };
  return {
    ...looked,
    status: 'warning',
    detail:
      'Its file gives parameters, and it is the file of the pull request: that can say mergeGate: none, or exclude.',
    remedy:
      'Beside the template, in its repository, add one that takes no parameters and includes it with these values; extend that, and name it alone in "Required template" (docs/pipelines.md, "What a pull request must not choose").',
  };
}

/**
 * Whether the templates of a repository change with a review alone. `guard`: what the policies of their branch say,
 * undefined inside of it for what is no branch; undefined itself where there are none to look at.
 */
export function judgeSource(
  { type, name, ref }: TemplateRepository,
  guard: Attempt<boolean | undefined> | undefined,
): Finding {
  const looked = {
    id: `template-source-${slug(`${name} ${ref}`)}`,
    area: 'templates',
    title: `Templates of ${name} change with a review`,
  } as const;
  if (guard === undefined)
    return {
      ...looked,
      status: 'unknown',
      detail: `What protects ${ref} of a repository of the type ${type} is not looked at.`,
      remedy: 'See there that nobody can push to it without a review.',
    };
  if ('error' in guard) return unreadFinding(looked, guard.error);
  if (guard.value === undefined) return { ...looked, status: 'ok', detail: `${ref} is no branch: it stays as it is.` };
  if (guard.value) return { ...looked, status: 'ok', detail: `A policy guards ${ref}.` };
  return {
    ...looked,
    status: 'warning',
    detail: `Nobody has to review what is pushed to ${ref}, and it decides what every pipeline does that extends it.`,
    remedy: `In ${name}: Repos > Branches > ${ref.replace(/^refs\/heads\//, '')} > More options > Branch policies > Require a minimum number of reviewers: On.`,
  };
}
