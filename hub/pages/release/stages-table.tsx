import { type Column, DataTable } from '../../parts/data-table.tsx';
import { State } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import { sayDuration, type StageRow } from './stages.ts';

const COLUMNS: readonly Column<StageRow>[] = [
  {
    name: 'Stage',
    heading: true,
    cell: ({ name, attempt }) => (
      <>
        <bdi>{name}</bdi>
        {attempt > 1 && <span className="slipway-quiet"> attempt {attempt}</span>}
      </>
    ),
  },
  {
    name: 'State',
    cell: ({ state, errors }) => (
      <>
        <State {...state} />
        {errors.map((error) => (
          <div key={error} className="slipway-quiet">
            <Words text={error} />
          </div>
        ))}
      </>
    ),
  },
  { name: 'Began', cell: ({ startedAt }) => (startedAt === undefined ? '–' : <When at={startedAt} />) },
  {
    name: 'Took',
    numeric: true,
    cell: ({ duration }) => (duration === undefined ? '–' : sayDuration(duration)),
  },
];

export const StagesTable = ({ rows }: { readonly rows: readonly StageRow[] }) => (
  <DataTable
    caption="Stages of the run"
    columns={COLUMNS}
    rows={rows}
    keyOf={({ id }) => id}
    empty="The run has no stages yet."
  />
);
