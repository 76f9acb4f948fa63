/** `unknown`: it could not be read, which is never the same as being in order. */
export type FindingStatus = 'ok' | 'warning' | 'problem' | 'unknown';

export type FindingArea = 'agent' | 'permissions' | 'policies' | 'environments';

/** One thing that was looked at. */
export interface Finding {
  /** Stable, for programs that read the report. */
  readonly id: string;
  readonly area: FindingArea;
  readonly status: FindingStatus;
  readonly title: string;
  readonly detail: string;
  /** The page, the button and the right, or the line of YAML; absent when all is well. */
  readonly remedy?: string;
}

export type SetupStatus = 'ok' | 'warnings' | 'problems';

/** The worst of the findings; what could not be read is a warning. */
export function setupStatus(findings: readonly Finding[]): SetupStatus {
  if (findings.some(({ status }) => status === 'problem')) return 'problems';
  return findings.every(({ status }) => status === 'ok') ? 'ok' : 'warnings';
}
