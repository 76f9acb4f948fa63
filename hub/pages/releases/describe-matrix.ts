import type { LoadedMatrix } from './load-matrix.ts';

/** What the matrix does not show; that nothing is deployed only where everything was read. */
export function describeMatrix({ matrix, problems, left, limits }: LoadedMatrix): string {
  const isNone = matrix.environments.length === 0 && problems.length === 0;
  const found = isNone ? 'No deployment was found.' : '';
  const unread = left > 0 ? `${left} more environments were not looked at.` : '';
  return [found, unread, limits].filter(Boolean).join(' ');
}
