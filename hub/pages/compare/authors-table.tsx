import { type Column, DataTable } from '../../parts/data-table.tsx';
import type { AuthorPair } from './compare-releases.ts';

const COLUMNS: readonly Column<AuthorPair>[] = [
  { name: 'Author', heading: true, cell: ({ name }) => <bdi>{name}</bdi> },
  { name: 'Changes left', numeric: true, cell: ({ left }) => left },
  { name: 'Changes right', numeric: true, cell: ({ right }) => right },
];

/** Who changed how much in which release. */
export const AuthorsTable = ({ authors }: { readonly authors: readonly AuthorPair[] }) => (
  <DataTable caption="Authors of both releases" columns={COLUMNS} rows={authors} keyOf={({ name }) => name} />
);
