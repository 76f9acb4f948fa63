import type { AuditAddress, ListedAudit } from '../../data/audits.ts';
import { nameAudit } from '../audits/audit-list.ts';
import type { VersionChoice } from './list-versions.ts';

const PREFIX = 'audit:';

/** An audit as one side of the comparison, as it stands in the address; no release is written like this. */
export const formatAuditChoice = ({ run, name }: AuditAddress): string => `${PREFIX}${run}/${name}`;

/** Undefined for what names no audit. */
export function parseAuditChoice(value: string): AuditAddress | undefined {
  const [, run = '', name = ''] = /^audit:(\d{1,12})\/([^/]+)$/.exec(value) ?? [];
  return name === '' ? undefined : { run: Number(run), name };
}

/** Whether the value is of an audit, be it one that can be found or not. */
export const isAuditChoice = (value: string): boolean => value.startsWith(PREFIX);

/** The audits to choose from, in the order given. */
export const listAuditChoices = (audits: readonly ListedAudit[]): readonly VersionChoice[] =>
  audits.map((audit) => ({
    value: formatAuditChoice(audit),
    name: `Audit of ${nameAudit(audit.head).slice(0, 60)}, ${audit.head.auditedAt.slice(0, 10)}, run ${audit.run}`,
  }));
