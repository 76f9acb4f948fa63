import type { ProjectAddress } from '../../data/web-links.ts';
import { ChangeList } from '../../parts/change-list.tsx';
import { Markdown } from '../../parts/markdown.tsx';
import { State } from '../../parts/state.tsx';
import { Words } from '../../parts/words.tsx';
import { Reasons } from '../releases/reasons.tsx';
import { count, describeStaging } from '../releases/staging-facts.ts';
import { AuditsSection } from './audits-section.tsx';
import { DeploymentsTable } from './deployments-table.tsx';
import { Facts } from './facts.tsx';
import type { FoundRelease } from './load-release.ts';
import { RunsSection } from './runs-section.tsx';
import { listTickets } from './tickets.ts';
import { TicketsTable } from './tickets-table.tsx';

/** A release that was found. */
export function ReleaseView({
  found,
  place,
}: {
  readonly found: Exclude<FoundRelease, { readonly kind: 'none' }>;
  readonly place: ProjectAddress;
}) {
  const { document, repository } = found;
  const { component, version, changes } = document;
  return (
    <>
      <p className="slipway-card-title">
        <StateOf found={found} />
      </p>
      <Facts document={document} repository={repository} place={place} />
      {found.kind === 'staged' && <Staged found={found} />}
      <section className="slipway-section" aria-labelledby="plan">
        <h2 id="plan">Changes, and why it is this version</h2>
        {changes.length === 0 ? (
          <p className="slipway-quiet">It has no changes.</p>
        ) : (
          <ChangeList changes={changes} repository={repository} />
        )}
      </section>
      <section className="slipway-section" aria-labelledby="tickets">
        <h2 id="tickets">Tickets</h2>
        <TicketsTable rows={listTickets(changes)} />
      </section>
      <RunsSection document={document} repository={repository} place={place} />
      {found.kind === 'released' && (
        <>
          <section className="slipway-section" aria-labelledby="deployments">
            <h2 id="deployments">Deployments</h2>
            <DeploymentsTable deployments={found.document.deployments} place={place} />
          </section>
          <AuditsSection component={component} version={version} />
          <section className="slipway-section" aria-labelledby="notes">
            <h2 id="notes">Notes</h2>
            {found.document.notes === '' ? (
              <p className="slipway-quiet">It has no notes.</p>
            ) : (
              <Markdown text={found.document.notes} level={3} />
            )}
          </section>
        </>
      )}
    </>
  );
}

function StateOf({ found }: { readonly found: Exclude<FoundRelease, { readonly kind: 'none' }> }) {
  if (found.kind === 'staged') return <State {...describeStaging(found.document).state} />;
  return found.document.state === 'released' ? (
    <State tone="good" words="Released" />
  ) : (
    <State tone="warning" words="Rolled back" />
  );
}

function Staged({
  found: { document, repository },
}: {
  readonly found: Extract<FoundRelease, { readonly kind: 'staged' }>;
}) {
  const { notReady, next, state } = document;
  const { sentence } = describeStaging(document);
  return (
    <section className="slipway-section" aria-labelledby="now">
      <h2 id="now">{state === 'opened' ? 'On its way out' : 'What would be released'}</h2>
      <p>{sentence === undefined ? 'Nothing: no change is staged.' : <Words text={sentence} />}</p>
      {state === 'staging' && <Reasons reasons={notReady} />}
      {next !== undefined && next.changes.length > 0 && (
        <details>
          <summary>{count(next.changes.length, 'change')} for the release after it</summary>
          <ChangeList changes={next.changes} repository={repository} />
        </details>
      )}
    </section>
  );
}
