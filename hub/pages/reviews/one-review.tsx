import '../../parts/facts.css';
import { readThreads } from '../../data/reviews.ts';
import { commitUrl, findingUrl, pullRequestUrl } from '../../data/web-links.ts';
import { useHub } from '../../hub-context.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { HubLink, OutLink } from '../../parts/link.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { State } from '../../parts/state.tsx';
import { NotThere } from '../../parts/not-there.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import type { ReviewedFinding } from '../../../src/review/review-document.ts';
import { inDollars, type ReviewRow, tellVerdict } from './review-rows.ts';
import { tellThread } from './tell-thread.ts';

/** One review with its findings and what became of them. */
export function OneReview({ row, retry }: { readonly row: ReviewRow | undefined; readonly retry: () => void }) {
  return (
    <>
      <p>
        <HubLink to={{ page: 'reviews', item: [], filters: {} }}>All reviews</HubLink>
      </p>
      {row === undefined ? (
        <NotThere retry={retry}>
          There is no such review: its pull request was not reviewed, or it is no longer kept.
        </NotThere>
      ) : (
        <Findings row={row} />
      )}
    </>
  );
}

function Findings({ row }: { readonly row: ReviewRow }) {
  const { host, rest } = useHub();
  const { document, repository, pullRequest, title } = row;
  const threads = useLoad({ key: row.key, what: `the threads of pull request ${pullRequest}` }, (signal) =>
    readThreads(rest, { project: host.project.name, signal }, row),
  );
  const found = threads.value;
  const columns: readonly Column<ReviewedFinding>[] = [
    { name: 'Severity', cell: ({ severity }) => severity },
    {
      name: 'Finding',
      heading: true,
      cell: (finding) => (
        <>
          <Words text={finding.title} />
          <div className="slipway-quiet">
            <OutLink
              href={findingUrl(repository, pullRequest, { ...finding, thread: found?.get(finding.fingerprint)?.id })}
            >
              {finding.path}:{finding.startLine}
            </OutLink>
          </div>
        </>
      ),
    },
    { name: 'Category', wideOnly: true, cell: ({ category }) => category },
    {
      name: 'Thread',
      cell: ({ fingerprint }) =>
        found === undefined ? '…' : <State {...tellThread(found.get(fingerprint)?.status)} />,
    },
  ];
  return (
    <>
      <ProblemList problems={threads.problem ? [threads.problem] : []} retry={threads.reload} />
      <h2 className="slipway-review-title">
        <OutLink href={pullRequestUrl(repository, pullRequest)}>
          {title === '' ? `Pull request ${pullRequest}` : title.slice(0, 300)}
        </OutLink>
      </h2>
      <dl className="slipway-facts">
        <dt>Verdict</dt>
        <dd>
          <State {...tellVerdict(document.verdict)} />
        </dd>
        <dt>Coverage</dt>
        <dd>
          {document.coverage.percent} %, {document.coverage.reviewed} of {document.coverage.files} changed files
          reviewed
        </dd>
        <dt>Commit</dt>
        <dd>
          <OutLink href={commitUrl(repository, document.commit)}>{document.commit.slice(0, 8)}</OutLink>, update{' '}
          {document.iteration}
        </dd>
        <dt>Cost</dt>
        <dd>
          {document.costUsd === null ? 'not known' : inDollars(document.costUsd)} with <bdi>{document.model}</bdi>
        </dd>
        <dt>Reviewed</dt>
        <dd>
          <When at={document.reviewedAt} />
        </dd>
      </dl>
      <DataTable
        caption={`Findings in pull request ${pullRequest}`}
        columns={columns}
        rows={document.findings}
        keyOf={({ fingerprint, path, startLine }) => `${fingerprint} ${path} ${startLine}`}
        empty="Nothing was found."
      />
    </>
  );
}
