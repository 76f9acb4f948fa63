import { mapConcurrently } from '../concurrency.ts';
import { attempt, type Attempt, unreadFinding } from './attempt.ts';
import type { EnvironmentReader, PipelineFile } from './environments/ports.ts';
import type { Finding } from './finding.ts';
import { judgeExtends, judgeSource, judgeValues } from './judge-extends.ts';
import { givesParameters, readExtends, reviewsChanges, type TemplateRepository, usesSlipway } from './read-extends.ts';

const CONCURRENCY = 3;
/** More pipelines of Slipway than one repository has. */
const MOST = 50;

/** Whether the pipelines that use Slipway extend a file that nobody changes alone. */
export async function checkTemplates(
  reader: Pick<EnvironmentReader, 'isGuarded'>,
  files: Attempt<readonly PipelineFile[]>,
): Promise<readonly Finding[]> {
  const looked = { id: 'templates', area: 'templates', title: 'Pipelines that use Slipway' } as const;
  if ('error' in files) return [unreadFinding(looked, files.error)];
  const ours = files.value.filter(({ text }) => text !== undefined && usesSlipway(text)).slice(0, MOST);
  if (ours.length === 0)
    return [
      {
        ...looked,
        status: 'warning',
        detail: 'No pipeline of this repository uses Slipway, as far as its files can be read.',
        remedy:
          'Commit a file that extends a template, as docs/pipelines.md shows, then Pipelines > New pipeline > Azure Repos Git > the repository > Existing Azure Pipelines YAML file.',
      },
    ];
  const extended = ours.map(({ text = '' }) => readExtends(text));
  const sources = new Map(
    extended.flatMap((one) => (one?.from ? [[keyOf(one.from), { ...one, from: one.from }]] : [])),
  );
  const guarded = await mapConcurrently([...sources.values()], CONCURRENCY, async ({ path, from }) => {
    const { type, name: repository, ref } = from;
    const guard = type === 'git' ? await attempt(() => reader.isGuarded({ repository, ref, path })) : undefined;
    return judgeSource(from, guard);
  });
  const judging = ours.filter(({ text = '' }, index) => reviewsChanges(text) && extended[index]?.from !== undefined);
  return [
    ...ours.map((file, index) => judgeExtends(file, extended[index])),
    ...judging.map((file) => judgeValues(file, givesParameters(file.text ?? ''))),
    ...guarded,
  ];
}

const keyOf = ({ type, name, ref }: TemplateRepository): string => `${type} ${name.toLowerCase()} ${ref}`;
