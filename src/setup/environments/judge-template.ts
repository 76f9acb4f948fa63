import type { Finding } from '../finding.ts';
import { keyOf } from './gathered.ts';
import type { Look } from './look.ts';
import type { Check, Template } from './ports.ts';
import { findingOf, type Subject, unseenFinding } from './subject.ts';

/** Whether only pipelines that extend a protected file may use an environment. */
export function judgeTemplate(
  subject: Subject,
  checks: readonly Check[],
  guards: ReadonlyMap<string, Look<boolean | undefined>>,
): Finding {
  const what = { kind: 'template', title: `Required template on ${subject.name}` } as const;
  const templates = templatesOf(checks);
  if (templates.length === 0)
    return findingOf(subject, what, {
      faults: ['There is none: a pull request can rewrite the pipeline that asks here.'],
      status: 'warning',
      seen: '',
      action:
        'add "Required template" with the type Azure Repos, Project/repository, the ref as refs/heads/main and the path of each template that uses it, as pipelines/release.yml',
    });
  const looked = templates.map((template) => ({ template, guard: guards.get(keyOf(template)) }));
  const unseen = looked.map(({ guard }) => guard).find((guard) => guard?.status === 'unseen');
  if (unseen?.status === 'unseen') return unseenFinding(subject, what, unseen);
  const unguarded = looked.filter(({ guard }) => guard?.status === 'seen' && guard.value === false);
  return findingOf(subject, what, {
    faults: unguarded.map(
      ({ template: { repository, ref } }) => `Nobody has to review what is pushed to ${ref} of ${repository}.`,
    ),
    status: 'problem',
    seen: `It takes ${templates.map(say).join(' or ')}.`,
    action: `then protect the branch: Repos > Branches > More options > Branch policies > Require a minimum number of reviewers, in ${unguarded[0]?.template.repository ?? ''}`,
  });
}

/** What the checks of an environment require to be extended. */
export const templatesOf = (checks: readonly Check[]): readonly Template[] =>
  checks.flatMap(({ isEnabled, settings }) => (isEnabled && settings.kind === 'template' ? settings.templates : []));

const say = ({ repository, ref, path }: Template): string => `${path} of ${repository} at ${ref}`;
