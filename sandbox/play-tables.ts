import { clip, LINE_WIDTH } from './play-lines.ts';
import type { PlayedEnd } from './play-end.ts';
import { terminalTable } from './terminal-table.ts';

/** Tickets, releases and the ledger's history as tables for a terminal. */
export function renderEnd(end: PlayedEnd): string {
  const { release, staging } = end;
  const tickets = end.tickets.map(({ key, status, fixVersions, summary }) => [
    key,
    status,
    fixVersions.join(', '),
    summary,
  ]);
  const shortId = (commit: string | null) => commit?.slice(0, 8) ?? '';
  const keys = (changes: typeof release.changes) =>
    [...new Set(changes.flatMap(({ tickets: some }) => some.map(({ key }) => key)))].join(', ');
  const releases = [
    [release.component, release.version, release.state, release.tag, shortId(release.commit), keys(release.changes)],
    ...(staging ? [[staging.component, staging.version, staging.state, '', '', keys(staging.changes)]] : []),
  ];
  return [
    table('Tickets', ['Ticket', 'Status', 'Fix version', 'Title'], tickets),
    table('Releases', ['Component', 'Version', 'State', 'Tag', 'Commit', 'Tickets'], releases),
    table(
      'Ledger (branch slipway/ledger)',
      ['', 'Commit'],
      end.ledger.map((subject, index) => [String(index + 1), subject]),
    ),
  ].join('\n\n');
}

function table(name: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  const text = terminalTable(header, rows);
  return [name, ...text.split('\n').map((line) => clip(line, LINE_WIDTH))].join('\n');
}
