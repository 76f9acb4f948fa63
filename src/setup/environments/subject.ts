import type { Finding, FindingStatus } from '../finding.ts';
import type { SlipwayError } from '../../errors.ts';
import { unreadFinding } from '../attempt.ts';
import type { GatePlace } from './ports.ts';

/** The environment that a finding is about. */
export interface Subject {
  readonly name: string;
  /** The page on which its checks are set. */
  readonly page: string;
}

export const subjectOf = ({ collectionUri, project }: GatePlace, name: string, id?: number): Subject => ({
  name,
  page:
    id === undefined
      ? `Pipelines > Environments (${collectionUri}${encodeURIComponent(project)}/_environments)`
      : `Pipelines > Environments > ${name} (${collectionUri}${encodeURIComponent(project)}/_environments/${id})`,
});

/** What is wrong, each as a sentence. */
export type Faults = readonly string[];

export interface Verdict {
  /** None: all is well. */
  readonly faults: Faults;
  readonly status: Exclude<FindingStatus, 'ok'>;
  /** What was seen, when all is well. */
  readonly seen: string;
  /** What to do on the page of the environment. */
  readonly action: string;
}

interface What {
  readonly kind: string;
  readonly title: string;
}

export function findingOf({ name, page }: Subject, { kind, title }: What, verdict: Verdict): Finding {
  const { faults, status, seen, action } = verdict;
  const base = { id: `environment-${slug(name)}-${kind}`, area: 'environments', title } as const;
  if (faults.length === 0) return { ...base, status: 'ok', detail: seen };
  const where = kind === 'exists' || kind === 'pipelines' ? page : `${page} > Approvals and checks`;
  return { ...base, status, detail: faults.join(' '), remedy: `${where}: ${action}.` };
}

/** What could not be read is never called in order. */
export const unseenFinding = (
  { name }: Subject,
  { kind, title }: What,
  { error }: { readonly error: SlipwayError },
): Finding => unreadFinding({ id: `environment-${slug(name)}-${kind}`, area: 'environments', title }, error);

export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
