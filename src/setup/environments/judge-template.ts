import type { Finding } from '../finding.ts';
import { readExtends } from '../read-extends.ts';
import { keyOf } from './gathered.ts';
import type { Attempt } from '../attempt.ts';
import type { Check, PipelineFile, Template } from './ports.ts';
import { findingOf, type Subject, unseenFinding } from './subject.ts';

/** Whether only pipelines that extend a protected file may use an environment. */
export function judgeTemplate(
  subject: Subject,
  checks: readonly Check[],
  facts: {
    readonly guards: ReadonlyMap<string, Attempt<boolean | undefined>>;
    /** Those that use the environment. */
    readonly users: readonly PipelineFile[];
    readonly project: string;
  },
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
  const looked = templates.map((template) => ({ template, guard: facts.guards.get(keyOf(template)) }));
  const unseen = looked.map(({ guard }) => guard).find((guard) => guard !== undefined && 'error' in guard);
  if (unseen !== undefined && 'error' in unseen) return unseenFinding(subject, what, unseen);
  const unguarded = looked.filter(({ guard }) => guard !== undefined && 'value' in guard && guard.value === false);
  if (unguarded.length > 0)
    return findingOf(subject, what, {
      faults: unguarded.map(
        ({ template: { repository, ref } }) => `Nobody has to review what is pushed to ${ref} of ${repository}.`,
      ),
      status: 'problem',
      seen: '',
      action: `leave the check; protect the branch in ${unguarded[0]?.template.repository ?? ''}: Repos > Branches > More options > Branch policies > Require a minimum number of reviewers`,
    });
  return findingOf(subject, what, {
    faults: facts.users.flatMap((user) => refusedFault(user, templates, facts.project)),
    status: 'problem',
    seen: `It takes ${templates.map(say).join(' or ')}.`,
    action: 'open "Required template" and add what the pipeline extends, or let the pipeline extend what is there',
  });
}

/** A pipeline that extends another file, or another ref, ends at the check. One that extends nothing is meant to. */
function refusedFault(
  { name, text = '' }: PipelineFile,
  templates: readonly Template[],
  project: string,
): readonly string[] {
  const extended = extendedTemplate(text, project);
  if (extended === undefined || templates.some((template) => isSame(template, extended))) return [];
  return [`The pipeline ${name} extends ${say(extended)}, which it does not take: its runs end here.`];
}

/** Undefined for what is not written in plain words. */
function extendedTemplate(text: string, project: string): Template | undefined {
  const { path = '', from } = readExtends(text) ?? {};
  if (from?.type !== 'git' || [path, from.name, from.ref].some((part) => part.includes('$'))) return undefined;
  // What is declared in another form of YAML is told by its alias, which is no name.
  const isNamed = text.split(/\bname\s*:\s*['"]?/).some((part) => part.startsWith(from.name));
  if (!isNamed) return undefined;
  return { path, ref: from.ref, repository: from.name.includes('/') ? from.name : `${project}/${from.name}` };
}

/** As the service compares: the very ref. */
const isSame = (one: Template, other: Template): boolean =>
  one.repository.toLowerCase() === other.repository.toLowerCase() &&
  one.ref === other.ref &&
  plain(one.path) === plain(other.path);

const plain = (path: string): string => path.replaceAll('\\', '/').replace(/^\/+/, '');

/** What the checks of an environment require to be extended. */
export const templatesOf = (checks: readonly Check[]): readonly Template[] =>
  checks.flatMap(({ isEnabled, settings }) => (isEnabled && settings.kind === 'template' ? settings.templates : []));

const say = ({ repository, ref, path }: Template): string => `${path} of ${repository} at ${ref}`;
