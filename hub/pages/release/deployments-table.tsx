import { type Column, DataTable } from '../../parts/data-table.tsx';
import { OutLink } from '../../parts/link.tsx';
import { State } from '../../parts/state.tsx';
import { tellResult } from '../../parts/tone.ts';
import { When } from '../../parts/when.tsx';
import { type ProjectAddress, runUrl } from '../../data/web-links.ts';
import type { Deployment } from '../../../src/release/ledger/ledger-documents.ts';

/** Where a release was recorded to be deployed. */
export function DeploymentsTable({
  deployments,
  place,
}: {
  readonly deployments: readonly Deployment[];
  readonly place: ProjectAddress;
}) {
  const columns: readonly Column<Deployment>[] = [
    { name: 'Environment', heading: true, cell: ({ environment }) => <bdi>{environment}</bdi> },
    { name: 'Result', cell: ({ result }) => <State {...tellResult(result)} /> },
    { name: 'When', cell: ({ at }) => <When at={at} /> },
    { name: 'Run', cell: ({ run }) => <OutLink href={runUrl(place, run)}>{run}</OutLink> },
  ];
  return (
    <DataTable
      caption="Deployments of this release"
      columns={columns}
      rows={deployments}
      keyOf={({ environment, run, at }) => JSON.stringify([environment, run, at])}
      empty="The ledger has no deployment of it."
    />
  );
}
