import { type Column, DataTable } from '../../parts/data-table.tsx';
import { HubLink, OutLink } from '../../parts/link.tsx';
import { State } from '../../parts/state.tsx';
import { tellResult } from '../../parts/tone.ts';
import { When } from '../../parts/when.tsx';
import { type ProjectAddress, runUrl } from '../../data/web-links.ts';
import type { ListedComponent } from './component-key.ts';
import type { DeploymentSeen, Matrix, MatrixCell } from './matrix.ts';
import { describeIndexed } from './staging-facts.ts';

interface MatrixTableProps {
  readonly components: readonly ListedComponent[];
  readonly names: ReadonlyMap<string, string>;
  readonly matrix: Matrix;
  readonly place: ProjectAddress;
}

/** Components and what of them is staged, released last, and in each environment. */
export function MatrixTable({ components, names, matrix, place }: MatrixTableProps) {
  const columns: readonly Column<ListedComponent>[] = [
    {
      name: 'Component',
      heading: true,
      cell: ({ key }) => (
        <HubLink to={{ page: 'releases', item: [], filters: { component: key } }}>
          <bdi>{names.get(key)}</bdi>
        </HubLink>
      ),
    },
    { name: 'Staged', cell: (component) => <Staged component={component} /> },
    { name: 'Released last', cell: (component) => <Latest component={component} /> },
    ...matrix.environments.map((environment) => ({
      name: environment,
      cell: (component: ListedComponent) => (
        <Cell component={component} cell={matrix.cellOf(component.key, environment)} place={place} />
      ),
    })),
  ];
  return (
    <div className="slipway-matrix">
      <DataTable caption="Versions of the components" columns={columns} rows={components} keyOf={({ key }) => key} />
    </div>
  );
}

function Version({ component, version }: { readonly component: ListedComponent; readonly version: string }) {
  const item = [component.ledger.repository.id, component.entry.component, version];
  return <HubLink to={{ page: 'release', item, filters: {} }}>{version}</HubLink>;
}

function Staged({ component }: { readonly component: ListedComponent }) {
  const { staging } = component.entry;
  if (staging === undefined) return <Nothing />;
  return (
    <div className="slipway-cell">
      <Version component={component} version={staging.version} />
      <div className="slipway-quiet">{describeIndexed(staging)}</div>
    </div>
  );
}

function Latest({ component }: { readonly component: ListedComponent }) {
  const [newest] = component.entry.releases;
  if (newest === undefined) return <Nothing />;
  return (
    <div className="slipway-cell">
      <Version component={component} version={newest.version} />
      <div className="slipway-quiet">
        <When at={newest.releasedAt} />
        {newest.state === 'rolledBack' && ', rolled back'}
      </div>
    </div>
  );
}

function Cell({
  component,
  cell,
  place,
}: {
  readonly component: ListedComponent;
  readonly cell: MatrixCell | undefined;
  readonly place: ProjectAddress;
}) {
  if (cell === undefined) return <Nothing />;
  const { live, last } = cell;
  return (
    <div className="slipway-cell">
      {live ? <Deployed component={component} seen={live} place={place} /> : <div>Nothing yet</div>}
      {last && (
        <div className="slipway-last">
          <Deployed component={component} seen={last} place={place} />
        </div>
      )}
    </div>
  );
}

function Deployed({
  component,
  seen: { version, result, at, run },
  place,
}: {
  readonly component: ListedComponent;
  readonly seen: DeploymentSeen;
  readonly place: ProjectAddress;
}) {
  return (
    <>
      <Version component={component} version={version} />
      <div>
        <State {...tellResult(result)} />
      </div>
      <div className="slipway-quiet">
        <When at={at} /> in <OutLink href={runUrl(place, run)}>run {run}</OutLink>
      </div>
    </>
  );
}

const Nothing = () => (
  <span className="slipway-quiet" aria-label="none">
    –
  </span>
);
