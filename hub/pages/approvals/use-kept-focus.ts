import { useLayoutEffect, useRef } from 'react';
import { type ApprovalRow, neighbourOf } from './plan-approvals.ts';

/** Where the focus is put when there is no approval left. */
export const EMPTY_ID = 'slipway-approvals-empty';
export const headingIdOf = (id: string): string => `slipway-approval-${id}`;

/**
 * Who had the focus on an approval that is gone, decided by them or by somebody else, gets on to the next one. Give the
 * handler to the list.
 */
export function useKeptFocus(rows: readonly ApprovalRow[]): (id: string) => void {
  const last = useRef<string>();
  const before = useRef(rows);
  useLayoutEffect(() => {
    const id = last.current;
    const wasThere = id !== undefined && before.current.some(({ approval }) => approval.id === id);
    const isGone = wasThere && !rows.some(({ approval }) => approval.id === id);
    if (isGone && document.activeElement === document.body) {
      const next = neighbourOf(before.current, id);
      const target = next !== undefined && rows.some(({ approval }) => approval.id === next) ? next : undefined;
      last.current = target;
      document.getElementById(target === undefined ? EMPTY_ID : headingIdOf(target))?.focus();
    }
    before.current = rows;
  }, [rows]);
  return (id) => {
    last.current = id;
  };
}
