import { HubLink, OutLink } from '../../parts/link.tsx';
import { ChangeList } from '../../parts/change-list.tsx';
import { State } from '../../parts/state.tsx';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import { pipelineUrl, type ProjectAddress } from '../../data/web-links.ts';
import type { LoadedStaging } from './load-staging.ts';
import { QueueSection } from './queue-section.tsx';
import { Reasons } from './reasons.tsx';
import { count, describeStaging } from './staging-facts.ts';

/** What collects of a component, or is on its way out: what would be released, and why not yet. */
export function StagingCard({
  staging,
  name,
  place,
  isOpen,
  onQueued,
}: {
  readonly staging: LoadedStaging;
  readonly name: string;
  readonly place: ProjectAddress;
  /** Whether the changes are shown at once. */
  readonly isOpen: boolean;
  /** Called when somebody has queued its release. */
  readonly onQueued: () => void;
}) {
  const { component, document, pipelines } = staging;
  const { repository } = component.ledger;
  const { version, startedAt, changes, notReady, next } = document;
  const { state, sentence, waiting } = describeStaging(document);
  return (
    <article className="slipway-card" aria-label={`${name} ${version}`}>
      <h3 className="slipway-card-title">
        <HubLink to={{ page: 'release', item: [repository.id, document.component, version], filters: {} }}>
          <bdi>{name}</bdi> {version}
        </HubLink>{' '}
        <State {...state} />
      </h3>
      <p className="slipway-quiet">
        {document.state === 'opened' ? 'Opened' : 'Collecting'} since <When at={startedAt} />
      </p>
      {sentence !== undefined && (
        <p>
          <Words text={sentence} />
        </p>
      )}
      {document.state === 'staging' && changes.length > 0 && <Reasons reasons={notReady} />}
      {changes.length > 0 && (
        <details open={isOpen}>
          <summary>{document.state === 'opened' ? 'What is released' : 'What would be released'}</summary>
          <ChangeList changes={changes} repository={repository} />
        </details>
      )}
      {next !== undefined && waiting > 0 && (
        <details>
          <summary>{count(waiting, 'change')} for the release after it</summary>
          <ChangeList changes={next.changes} repository={repository} />
        </details>
      )}
      {pipelines.length > 0 && changes.length > 0 && (
        <QueueSection staging={staging} place={place} onQueued={onQueued} />
      )}
      <Links staging={staging} place={place} />
    </article>
  );
}

function Links({
  staging: { document, pipeline },
  place,
}: {
  readonly staging: LoadedStaging;
  readonly place: ProjectAddress;
}) {
  const { releasePullRequest } = document;
  return (
    <ul className="slipway-links">
      {releasePullRequest && (
        <li>
          <OutLink href={releasePullRequest.url}>Release pull request {releasePullRequest.id}</OutLink>
        </li>
      )}
      {pipeline && (
        <li>
          <OutLink href={pipelineUrl(place, pipeline.id)}>
            Run the pipeline <bdi>{pipeline.name}</bdi>
          </OutLink>
        </li>
      )}
    </ul>
  );
}
