import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Approval } from '../../host/approvals.ts';
import { ApprovalCard } from './approval-card.tsx';
import type { ApprovalRow } from './plan-approvals.ts';
import type { DecisionDesk } from './use-decision.ts';

const ROW_HEIGHT = 210;

interface ApprovalListProps {
  readonly label: string;
  readonly rows: readonly ApprovalRow[];
  readonly begin: DecisionDesk['begin'];
  /** Gets those on the screen and near it. */
  readonly onVisible: (approvals: readonly Approval[]) => void;
  /** Gets the one that has the focus. */
  readonly onFocus: (id: string) => void;
}

/** A list that stays quick with thousands of approvals: only those near the screen are there. */
export function ApprovalList({ label, rows, begin, onVisible, onFocus }: ApprovalListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (list.current) setTop(list.current.getBoundingClientRect().top + window.scrollY);
  }, [rows]);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.approval.id ?? index,
    overscan: 8,
    scrollMargin: top,
  });
  const items = virtual.getVirtualItems();
  const shown = items.flatMap((item) => {
    const row = rows[item.index];
    return row === undefined ? [] : [{ row, index: item.index }];
  });
  const key = shown.map(({ row }) => row.approval.id).join();
  const latest = useRef({ shown, onVisible });
  latest.current = { shown, onVisible };
  useEffect(() => latest.current.onVisible(latest.current.shown.map(({ row }) => row.approval)), [key]);
  const above = (items[0]?.start ?? top) - top;
  const below = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top);
  return (
    <ul
      ref={list}
      className="slipway-approvals"
      aria-label={label}
      style={{ paddingTop: above, paddingBottom: Math.max(0, below) }}
    >
      {shown.map(({ row, index }) => (
        <li
          key={row.approval.id}
          ref={virtual.measureElement}
          data-index={index}
          data-approval={row.approval.id}
          aria-setsize={rows.length}
          aria-posinset={index + 1}
          className="slipway-approval"
          onFocus={() => onFocus(row.approval.id)}
        >
          <ApprovalCard row={row} begin={begin} />
        </li>
      ))}
    </ul>
  );
}
