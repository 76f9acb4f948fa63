import type { StagingDocument } from '../../src/release/ledger/ledger-documents.ts';
import { terminalTable } from '../terminal-table.ts';
import type { PlayedEnd } from './end.ts';
import { clip, LINE_WIDTH } from './lines.ts';

/** Tickets, releases and the ledger's history as tables for a terminal. */
export function renderEnd({ release, staging, tickets, ledger }: PlayedEnd): string {
  const rows = tickets.map(({ key, status, fixVersions, summary }) => [key, status, fixVersions.join(', '), summary]);
  const releases = [
    ...(release ? [rowOf(release.document, release.document.tag, release.document.commit ?? '')] : []),
    ...(staging ? [rowOf(staging, '', '')] : []),
  ];
  // What was reviewed and posted is kept there, too.
  const steps = ledger.flatMap((subject, index) =>
    /^(Slack message|Review) of /.test(subject) ? [] : [[String(index + 1), subject]],
  );
  return [
    table('Tickets', ['Ticket', 'Status', 'Fix version', 'Title'], rows),
    table('Releases', ['Component', 'Version', 'State', 'Tag', 'Commit', 'Tickets'], releases),
    table('Ledger (branch slipway/ledger)', ['', 'Commit'], steps),
  ].join('\n\n');
}

interface Listed extends Pick<StagingDocument, 'component' | 'version' | 'changes'> {
  readonly state: string;
}

function rowOf({ component, version, state, changes }: Listed, tag: string, commit: string): readonly string[] {
  const keys = new Set(changes.flatMap(({ tickets }) => tickets.map(({ key }) => key)));
  return [component, version, state, tag, commit.slice(0, 8), [...keys].join(', ')];
}

function table(name: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  const text = terminalTable(header, rows);
  return [name, ...text.split('\n').map((line) => clip(line, LINE_WIDTH))].join('\n');
}
