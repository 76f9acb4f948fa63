import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end of their column. */
  readonly numeric?: boolean;
  /** Left out on a narrow page, where the row itself must say enough. */
  readonly wideOnly?: boolean;
  /** The cell that names the row, for who cannot see the table. */
  readonly heading?: boolean;
}

interface DataTableProps<Row> {
  /** Names the table for who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What is shown instead of no rows. */
  readonly empty?: ReactNode;
}

/** Fewer rows than this are all there, so that the browser's own search finds them. */
const ALL_AT_ONCE = 150;
const ROW_HEIGHT = 41;

/** A table that stays quick with ten thousand rows: only those on the screen are there. */
export function DataTable<Row>({ caption, columns, rows, keyOf, empty }: DataTableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  // What stands above the table may grow: where the rows begin is measured anew when they change.
  useLayoutEffect(() => {
    if (body.current) setTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, [rows]);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
    scrollMargin: top,
    enabled: rows.length > ALL_AT_ONCE,
  });
  if (rows.length === 0) return <div className="slipway-empty">{empty ?? 'Nothing to show.'}</div>;
  const keys = keysOf(columns);
  const items = virtual.getVirtualItems();
  const whole = rows.length <= ALL_AT_ONCE;
  const shown = whole ? rows.map((row, index) => ({ row, index })) : items.flatMap(({ index }) => pick(rows, index));
  const above = whole ? 0 : (items[0]?.start ?? top) - top;
  const below = whole ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? top) + top;
  return (
    <div className="slipway-table-frame">
      <table className="slipway-table" aria-rowcount={rows.length + 1}>
        <caption className="slipway-hidden">{caption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, index) => (
              <th key={keys[index]} scope="col" className={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          <Gap height={above} columns={columns.length} />
          {shown.map(({ row, index }) => (
            <tr
              key={keyOf(row)}
              aria-rowindex={index + 2}
              data-index={index}
              ref={whole ? undefined : virtual.measureElement}
            >
              {columns.map((column, place) => (
                <Cell key={keys[place]} column={column} row={row} />
              ))}
            </tr>
          ))}
          <Gap height={below} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

/** The names; those of environments may be there twice, and a column that moves is still the same one. */
function keysOf(columns: readonly { readonly name: string }[]): readonly string[] {
  const counts = new Map<string, number>();
  return columns.map(({ name }) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return `${count} ${name}`;
  });
}

function pick<Row>(rows: readonly Row[], index: number): { row: Row; index: number }[] {
  const row = rows[index];
  return row === undefined ? [] : [{ row, index }];
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const content = column.cell(row);
  if (column.heading !== true) return <td className={classOf(column)}>{content}</td>;
  return (
    <th scope="row" className={classOf(column)}>
      {content}
    </th>
  );
}

/** The place of the rows that are not there. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

const classOf = <Row,>({ numeric = false, wideOnly = false }: Column<Row>): string =>
  [numeric && 'slipway-number', wideOnly && 'slipway-wide'].filter(Boolean).join(' ');
