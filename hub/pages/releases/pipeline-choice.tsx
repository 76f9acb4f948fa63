import type { Pipeline } from '../../data/pipelines.ts';
import { ChoiceField } from '../../parts/field.tsx';
import type { LoadedStaging } from './load-staging.ts';

interface PipelineChoiceProps {
  readonly staging: Pick<LoadedStaging, 'pipeline' | 'pipelines'>;
  readonly pipeline: Pipeline | undefined;
  readonly choose: (pipeline: Pipeline | undefined) => void;
}

/** None is chosen where none is plain: which one it is a person knows. */
export function PipelineChoice({ staging, pipeline, choose }: PipelineChoiceProps) {
  const { pipelines } = staging;
  if (pipelines.length === 1 && staging.pipeline !== undefined) return null;
  return (
    <ChoiceField
      label="Pipeline that releases it"
      value={`${pipeline?.id ?? ''}`}
      onChange={(id) => choose(pipelines.find((one) => `${one.id}` === id))}
      choices={[
        ...(staging.pipeline === undefined ? [{ value: '', name: 'Choose…' }] : []),
        ...pipelines.map(({ id, name }) => ({ value: `${id}`, name: name.slice(0, 200) })),
      ]}
    />
  );
}
