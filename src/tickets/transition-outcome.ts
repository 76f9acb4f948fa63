import type { Log } from '../log.ts';
import type { Outcome } from '../outcome.ts';
import { codeCell, lineCell, table } from '../review/markdown.ts';

interface ResultBase {
  readonly key: string;
  /** Another one than `key` when the issue was moved to another project. */
  readonly askedAs: string;
  readonly title: string;
  readonly url: string;
  /** Names of statuses: where it stood, and where it stands now. */
  readonly from: string;
  readonly to: string;
  /** Names of the transitions. */
  readonly steps: readonly string[];
  readonly reason: string;
}

/** What became of one ticket. `isFault`: its tracker failed; else there is no way. `isBeyond`: further than asked for. */
export type TicketResult =
  | (ResultBase & { readonly kind: 'moved' | 'alreadyThere'; readonly isBeyond: boolean })
  | (ResultBase & { readonly kind: 'failed'; readonly isFault: boolean });

interface Ended {
  readonly results: readonly TicketResult[];
  readonly unknown: readonly string[];
  readonly warnings: readonly string[];
  readonly settings: {
    readonly to: string;
    readonly ifUnreachable: 'fail' | 'warn' | 'ignore';
    readonly dryRun: boolean;
  };
}

const LEVELS = { fail: 'error', warn: 'warn', ignore: 'info' } as const;

/** The outputs when there is nothing to move. */
export const NO_TICKETS_MOVED: Readonly<Record<string, string>> = { moved: '', alreadyThere: '', failed: '' };

/**
 * How the task ends. A ticket without a way, or that nobody knows, is as bad as `ifUnreachable` says; a fault of its
 * tracker always fails the task.
 */
export function renderTransition(ended: Ended, log: Log): Outcome {
  const { results, unknown, warnings, settings } = ended;
  const { to, ifUnreachable, dryRun } = settings;
  const failed = results.filter((result) => result.kind === 'failed');
  const hasFault = failed.some(({ isFault }) => isFault);
  const hasFailed = failed.length + unknown.length > 0;
  const troubles = [
    ...failed.map(({ key, reason }) => `${key}: ${reason}`),
    ...unknown.map((key) => `${key} is not known, or may not be seen by this account.`),
  ];
  const level = hasFault ? 'error' : LEVELS[ifUnreachable];
  for (const trouble of troubles) log[level](trouble);
  for (const warning of warnings) log.warn(warning);
  const keysOf = (kind: TicketResult['kind']) => results.filter((result) => result.kind === kind).map(({ key }) => key);
  const [moved, alreadyThere] = [keysOf('moved'), keysOf('alreadyThere')];
  const failedKeys = [...failed.map(({ key }) => key), ...unknown];
  const isBlocked = hasFault || (hasFailed && ifUnreachable === 'fail');
  const isWarned = warnings.length > 0 || (hasFailed && ifUnreachable === 'warn');
  return {
    kind: isBlocked ? 'blocked' : isWarned ? 'warned' : 'succeeded',
    summary: summarise({ moved, alreadyThere, failed: failedKeys }, to, dryRun),
    outputs: { moved: moved.join(','), alreadyThere: alreadyThere.join(','), failed: failedKeys.join(',') },
    result: { schema: 1, to, tickets: results, unknown, warnings, dryRun },
    markdown: renderTable(ended),
  };
}

type Lists = Readonly<Record<'moved' | 'alreadyThere' | 'failed', readonly string[]>>;

const MAX_NAMED = 20;

function summarise({ moved, alreadyThere, failed }: Lists, to: string, dryRun: boolean): string {
  const parts = [
    moved.length > 0 ? `${count(moved)} ${dryRun ? 'would be moved' : 'moved'} to "${to}"` : undefined,
    alreadyThere.length > 0 ? `${count(alreadyThere)} there already` : undefined,
    failed.length > 0 ? `${count(failed)} not moved: ${failed.slice(0, MAX_NAMED).join(', ')}` : undefined,
  ].filter((part) => part !== undefined);
  return `${parts.join('; ')}.`;
}

const count = (keys: readonly string[]): string => (keys.length === 1 ? '1 ticket' : `${keys.length} tickets`);

const MAX_ROWS = 200;

function renderTable({ results, unknown, settings }: Ended): string {
  const rows = [
    ...results.map(({ key, title, from, to, kind, reason }) => [
      codeCell(key),
      lineCell(title, 100),
      `${lineCell(from, 60)} → ${lineCell(to, 60)}`,
      kind === 'failed' ? `not moved: ${lineCell(reason, 600)}` : kind === 'moved' ? 'moved' : 'there already',
    ]),
    ...unknown.map((key) => [codeCell(key), '', '', 'not moved: not known, or not to be seen']),
  ];
  const more = rows.length > MAX_ROWS ? `\n\nand ${rows.length - MAX_ROWS} more` : '';
  const title = `### Tickets to ${lineCell(settings.to, 100)}${settings.dryRun ? ' (dry run)' : ''}`;
  return `${title}\n\n${table(['Ticket', 'Title', 'Status', ''], rows.slice(0, MAX_ROWS))}${more}`;
}
