import '../../parts/facts.css';
import type { Repository } from '../../data/ledger.ts';
import { commitUrl, type ProjectAddress, runUrl, tagUrl } from '../../data/web-links.ts';
import { HubLink, OutLink } from '../../parts/link.tsx';
import { When } from '../../parts/when.tsx';
import type { ReleaseDocument, StagingDocument } from '../../../src/release/ledger/ledger-documents.ts';

const SHORT = 8;

/** What a release is, as a list of names and values. */
export function Facts({
  document,
  repository,
  place,
}: {
  readonly document: ReleaseDocument | StagingDocument;
  readonly repository: Repository;
  readonly place: ProjectAddress;
}) {
  const { component, previousVersion, startedAt, commit, releasePullRequest, hotfix } = document;
  return (
    <dl className="slipway-facts">
      <dt>Repository</dt>
      <dd>
        <OutLink href={repository.webUrl}>{repository.name}</OutLink>
      </dd>
      <dt>Previous version</dt>
      <dd>
        {previousVersion === null ? (
          'none: the first release'
        ) : (
          <HubLink to={{ page: 'release', item: [repository.id, component, previousVersion], filters: {} }}>
            {previousVersion}
          </HubLink>
        )}
      </dd>
      <dt>Collecting since</dt>
      <dd>
        <When at={startedAt} />
      </dd>
      {'releasedAt' in document && <ReleasedFacts document={document} repository={repository} place={place} />}
      <dt>Commit</dt>
      <dd>
        {commit === null ? (
          'not known'
        ) : (
          <OutLink href={commitUrl(repository, commit)}>{commit.slice(0, SHORT)}</OutLink>
        )}
      </dd>
      {releasePullRequest && (
        <>
          <dt>Release pull request</dt>
          <dd>
            <OutLink href={releasePullRequest.url}>{releasePullRequest.id}</OutLink>
          </dd>
        </>
      )}
      {hotfix && (
        <>
          <dt>Hotfix</dt>
          <dd>
            from <OutLink href={tagUrl(repository, hotfix.from)}>{hotfix.from}</OutLink> on <bdi>{hotfix.branch}</bdi>
          </dd>
        </>
      )}
    </dl>
  );
}

function ReleasedFacts({
  document: { releasedAt, tag, run },
  repository,
  place,
}: {
  readonly document: ReleaseDocument;
  readonly repository: Repository;
  readonly place: ProjectAddress;
}) {
  return (
    <>
      <dt>Released</dt>
      <dd>
        <When at={releasedAt} />
      </dd>
      <dt>Tag</dt>
      <dd>
        <OutLink href={tagUrl(repository, tag)}>{tag}</OutLink>
      </dd>
      <dt>Run</dt>
      <dd>{run === null ? 'imported' : <OutLink href={runUrl(place, run)}>{run}</OutLink>}</dd>
    </>
  );
}
