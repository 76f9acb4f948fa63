import type { Finding } from './finding.ts';

/** Whether the job cloned the whole history; undefined: there is no clone to look at. */
export function judgeClone(isShallow: boolean | undefined): Finding {
  const base = { id: 'clone-depth', area: 'agent', title: 'Whole history cloned' } as const;
  const remedy = 'In the YAML of the job, write "- checkout: self" with "fetchDepth: 0".';
  if (isShallow === false) return { ...base, status: 'ok', detail: 'The clone has the whole history.' };
  return isShallow
    ? {
        ...base,
        status: 'warning',
        detail:
          'The clone is shallow. Tasks of Slipway fetch what is missing, at each run again; other steps do not see it.',
        remedy,
      }
    : { ...base, status: 'unknown', detail: 'The job has no clone of the repository.', remedy };
}
