import type { ListedAudit } from '../../data/audits.ts';
import { weekOf } from '../../parts/week.ts';

/** For people: `parcel-tracker 1.4.0`; the version alone when it is about several components. */
export const nameAudit = ({ component, version }: Pick<ListedAudit['head'], 'component' | 'version'>): string =>
  component === null ? version : `${component} ${version}`;

export interface ListFilters {
  readonly search: string;
  readonly verdict: string;
  /** First day of a week, as `weekOf` gives it; empty for all. */
  readonly week?: string;
}

/** The audits that the filters leave, by release: the one that was audited last comes first, and in it the newest. */
export function listAudits(
  audits: readonly ListedAudit[],
  { search, verdict, week = '' }: ListFilters,
): readonly ListedAudit[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const left = audits.filter(
    ({ head, run }) =>
      (verdict === '' || head.status === verdict) &&
      (week === '' || weekOf(head.auditedAt) === week) &&
      words.every((word) => textOf(head, run).includes(word)),
  );
  const groups = new Map<string, ListedAudit[]>();
  for (const audit of left.toSorted(newestFirst)) {
    const key = JSON.stringify([audit.head.component, audit.head.version]);
    groups.set(key, [...(groups.get(key) ?? []), audit]);
  }
  return [...groups.values()].flat();
}

/** The weeks in which something was audited, the last one first. */
export const weeksOf = (audits: readonly ListedAudit[]): readonly string[] =>
  [...new Set(audits.map(({ head }) => weekOf(head.auditedAt)))].filter(Boolean).toSorted().toReversed();

/** Those of one release, the newest first; an audit of several components is about each of them. */
export const auditsOf = (
  audits: readonly ListedAudit[],
  { component, version }: { readonly component: string; readonly version: string },
): readonly ListedAudit[] =>
  audits
    .filter(({ head }) => head.version === version && (head.component === null || head.component === component))
    .toSorted(newestFirst);

export const newestFirst = (one: ListedAudit, other: ListedAudit): number =>
  Date.parse(other.head.auditedAt) - Date.parse(one.head.auditedAt) || other.run - one.run;

const textOf = ({ component, version, fixVersion, scope, repositories, auditedAt }: ListedAudit['head'], run: number) =>
  [
    ...[component ?? '', version, fixVersion, auditedAt.slice(0, 10), `${run}`],
    ...Object.entries(scope).map(([name, value]) => `${name}=${value}`),
    ...repositories.map(({ name }) => name),
  ]
    .join('\n')
    .toLowerCase();
