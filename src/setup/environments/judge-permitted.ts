import type { Finding } from '../finding.ts';
import { usersOf } from './gate-role.ts';
import type { Permitted, PipelineFile } from './ports.ts';
import { findingOf, type Subject } from './subject.ts';

/** Those that use an environment and may not, so that somebody has to permit their first run; by their files. */
export const unpermitted = (
  name: string,
  permitted: Permitted,
  files: readonly PipelineFile[],
): readonly PipelineFile[] =>
  permitted === 'all' ? [] : usersOf(name, files).filter(({ id }) => !permitted.includes(id));

export function judgePermitted(subject: Subject, permitted: Permitted, files: readonly PipelineFile[]): Finding {
  const { name } = subject;
  const lacking = unpermitted(name, permitted, files);
  const isNobody = permitted !== 'all' && permitted.length === 0 && lacking.length === 0;
  return findingOf(
    subject,
    { kind: 'pipelines', title: `Pipelines that may use ${name}` },
    {
      faults: [
        ...lacking.map((pipeline) => `The pipeline ${pipeline.name} may not use it: its first run waits for a person.`),
        ...(isNobody ? ['No pipeline may use it: the first run of each waits for a person.'] : []),
      ],
      status: 'warning',
      seen: permitted === 'all' ? 'Every pipeline of the project may use it.' : 'Those that use it may.',
      action: `the menu > Security > Pipeline permissions: add ${
        lacking.length === 0 ? 'the pipelines that use it' : lacking.map((pipeline) => pipeline.name).join(', ')
      }; or press Permit on the page of the run`,
    },
  );
}
