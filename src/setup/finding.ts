/** `unknown`: it could not be read, which is never the same as being in order. */
export type FindingStatus = (typeof FINDING_STATUSES)[number];
export const FINDING_STATUSES = ['ok', 'warning', 'problem', 'unknown'] as const;

export type FindingArea = (typeof FINDING_AREAS)[number];
/** In the order in which they are reported. */
export const FINDING_AREAS = [
  'connections',
  'permissions',
  'agent',
  'policies',
  'templates',
  'environments',
  'webhooks',
  'retention',
] as const;

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
  /** The right or scope that this is about, as the other system names it. */
  readonly right?: string;
}

/** What a finding is about, before it is known how that stands. */
export type Looked = Pick<Finding, 'id' | 'area' | 'title' | 'right'>;

export type SetupStatus = (typeof SETUP_STATUSES)[number];
export const SETUP_STATUSES = ['ok', 'warnings', 'problems'] as const;

/** The worst of the findings; what could not be read is a warning. */
export function setupStatus(findings: readonly Finding[]): SetupStatus {
  if (findings.some(({ status }) => status === 'problem')) return 'problems';
  return findings.every(({ status }) => status === 'ok') ? 'ok' : 'warnings';
}
