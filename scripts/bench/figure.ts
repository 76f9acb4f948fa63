export type Unit = 'bytes' | 'ms' | '%' | '×' | 'count';

/** One line of the table: something that was measured, and what it is held against. */
export interface Figure {
  readonly measure: string;
  /** What `ours` and `peer` are given in. */
  readonly unit: Unit;
  readonly ours: number;
  /** The same of something else, measured in the same run, alternating. */
  readonly peer?: number;
  /** Of ours divided by peer, or of ours without a peer. None: the figure is only told. */
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number };
  /** What the numbers are of, for a person. */
  readonly note: string;
}

/** What the limit is about: the ratio with a peer, else our own figure. */
export const valueOf = ({ ours, peer }: Figure): number => (peer === undefined ? ours : ours / peer);

/** Whether a figure keeps its limit; one without a limit does. A figure that is no number keeps none. */
export function isWithin(figure: Figure): boolean {
  const { limit } = figure;
  const value = valueOf(figure);
  if (limit === undefined) return true;
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

export const TABLE_HEADER = ['Measure', 'Ours', 'Peer', 'Value', 'Limit', '', 'Note'] as const;

/** A figure as a row of the table. */
export function tableRow(figure: Figure): string[] {
  const { measure, unit, ours, peer, limit, note } = figure;
  const valueUnit = peer === undefined ? unit : '×';
  return [
    measure,
    format(ours, unit),
    peer === undefined ? '' : format(peer, unit),
    format(valueOf(figure), valueUnit),
    limit === undefined
      ? ''
      : 'atMost' in limit
        ? `≤ ${format(limit.atMost, valueUnit)}`
        : `≥ ${format(limit.atLeast, valueUnit)}`,
    limit === undefined ? '' : isWithin(figure) ? 'ok' : 'OVER',
    note,
  ];
}

function format(value: number, unit: Unit): string {
  switch (unit) {
    case 'bytes':
      return value < 10_000 ? `${Math.round(value)} B` : `${(value / 1_000_000).toFixed(2)} MB`;
    case 'ms':
      return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
    case '%':
      return `${value.toFixed(1)} %`;
    case '×':
      return `${value.toFixed(2)}×`;
    case 'count':
      return String(value);
  }
}
