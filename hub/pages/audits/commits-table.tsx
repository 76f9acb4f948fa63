import { useMemo } from 'react';
import type { AuditCommit, AuditDocument, FoundKey } from '../../../src/audit/audit-document.ts';
import type { Evidence } from '../../../src/audit/audit-classes.ts';
import { commitUrl, pullRequestUrl } from '../../data/web-links.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { OutLink } from '../../parts/link.tsx';
import { State } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import { tellCommitClass } from './tell-class.ts';
import { Waived } from './waived.tsx';

interface CommitsTableProps {
  readonly commits: readonly AuditCommit[];
  readonly audit: AuditDocument;
}

/** Commits of an audit, each with its tickets and where they are named. */
export function CommitsTable({ commits, audit }: CommitsTableProps) {
  const columns = useMemo(() => columnsOf(audit), [audit]);
  return (
    <DataTable
      caption="Commits of the audit"
      columns={columns}
      rows={commits}
      keyOf={({ id }) => id}
      empty="No commit fits."
    />
  );
}

function columnsOf({ repositories, tickets }: AuditDocument): readonly Column<AuditCommit>[] {
  const webUrls = new Map(repositories.map(({ name, url }) => [name, url]));
  const ticketUrls = new Map(tickets.map(({ key, url }) => [key, url]));
  const placeOf = ({ repository }: AuditCommit) => ({ webUrl: webUrls.get(repository) ?? '' });
  return [
    {
      name: 'Commit',
      heading: true,
      cell: (commit) => (
        <>
          <OutLink href={commitUrl(placeOf(commit), commit.id)}>{commit.id.slice(0, 8)}</OutLink>{' '}
          <Words text={commit.title} />
          <div className="slipway-quiet">
            <bdi>{commit.author}</bdi>
            {commit.pullRequest !== null && (
              <>
                {', '}
                <OutLink href={pullRequestUrl(placeOf(commit), commit.pullRequest)}>!{commit.pullRequest}</OutLink>
              </>
            )}
          </div>
        </>
      ),
    },
    {
      name: 'Class',
      cell: ({ class: name, because, revertedBy, waiver }) => (
        <div className="slipway-audit-class">
          <State {...tellCommitClass(name)} />
          {revertedBy !== null && <div>Taken back by {revertedBy.slice(0, 8)}</div>}
          <div className="slipway-quiet">
            <Words text={because} />
          </div>
          <Waived waiver={waiver} />
        </div>
      ),
    },
    {
      name: 'Tickets',
      wideOnly: true,
      cell: ({ keys }) =>
        keys.length === 0
          ? 'none'
          : keys.map((found) => <Key key={found.key} found={found} url={ticketUrls.get(found.key)} />),
    },
    {
      name: 'Repository',
      wideOnly: true,
      cell: ({ repository, branches }) => (
        <>
          <bdi>{repository}</bdi>
          <div className="slipway-quiet">
            <Words text={branches.join(', ')} />
          </div>
        </>
      ),
    },
    { name: 'Committed', cell: ({ committedAt }) => <When at={committedAt} /> },
  ];
}

const PLACES: Readonly<Record<Evidence, string>> = {
  branch: 'branch',
  pullRequestTitle: 'title of the pull request',
  pullRequestDescription: 'description of the pull request',
  workItemLink: 'linked work item',
  subject: 'subject',
  body: 'message',
  trailer: 'trailer',
};

const Key = ({ found, url }: { readonly found: FoundKey; readonly url: string | null | undefined }) => (
  <div>
    <OutLink href={url}>{found.key}</OutLink>{' '}
    <span className="slipway-quiet">
      in {found.evidence.map((place) => PLACES[place]).join(', ')}
      {found.fixVersions !== null && found.fixVersions.length > 0 && (
        <>
          ; version <Words text={found.fixVersions.join(', ')} />
        </>
      )}
    </span>
  </div>
);
