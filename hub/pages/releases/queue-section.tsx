import { runUrl, type ProjectAddress } from '../../data/web-links.ts';
import { HubLink, OutLink } from '../../parts/link.tsx';
import { Told } from '../../parts/told.tsx';
import type { LoadedStaging } from './load-staging.ts';
import { QueueDialog } from './queue-dialog.tsx';
import { describeQueued, useQueue } from './use-queue.ts';

/** Lets the signed-in user queue a pipeline that releases what is staged. */
export function QueueSection({
  staging,
  place,
  onQueued,
}: {
  readonly staging: LoadedStaging;
  readonly place: ProjectAddress;
  readonly onQueued: () => void;
}) {
  const { component, version, state } = staging.document;
  const desk = useQueue(onQueued);
  const { queued } = desk;
  return (
    <>
      <Told words={queued && describeQueued(queued)}>
        {queued && (
          <>
            <OutLink href={runUrl(place, queued.run.id)}>See the run</OutLink>{' '}
            <HubLink to={{ page: 'approvals', item: [], filters: {} }}>See what it asks</HubLink>
          </>
        )}
      </Told>
      <div className="slipway-actions">
        <button
          type="button"
          className="slipway-button slipway-primary"
          aria-label={`${state === 'opened' ? 'Go on with' : 'Create'} release ${version} of ${component}`}
          onClick={desk.open}
        >
          {state === 'opened' ? 'Go on with release…' : 'Create release…'}
        </button>
      </div>
      {desk.isOpen && <QueueDialog staging={staging} place={place} desk={desk} />}
    </>
  );
}
