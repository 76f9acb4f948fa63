import { memo, useRef, useState } from 'react';
import type { Rest } from '../../host/rest.ts';
import { ProblemList } from '../../parts/problem-list.tsx';
import { useLoad } from '../../parts/use-load.ts';
import type { ProjectAddress } from '../../data/web-links.ts';
import type { ListedComponent } from './component-key.ts';
import { CHANGES_AT_FIRST } from '../../parts/change-list.tsx';
import { type LoadedStaging, loadStaging } from './load-staging.ts';
import { StagingCard } from './staging-card.tsx';
import { mayHold } from './staging-facts.ts';

/** Cards at first, and more of them each time: each shows its changes, which are a document of their own. */
const AT_FIRST = 8;
const MORE = 20;
const EVERY_MS = 60_000;

/** Does not hear of the route: what is typed into the search does not draw it anew. */
export const StagingSection = memo(function StagingSection({
  rest,
  components,
  names,
  place,
}: {
  readonly rest: Rest;
  readonly components: readonly ListedComponent[];
  readonly names: ReadonlyMap<string, string>;
  readonly place: ProjectAddress;
}) {
  const [most, setMost] = useState(AT_FIRST);
  const staged = components.filter(({ entry }) => entry.staging !== undefined && mayHold(entry.staging));
  const shown = staged.slice(0, most);
  const key = shown.map((one) => one.key).join('\n');
  const loaded = useLoad({ key, what: 'what is staged', everyMs: EVERY_MS }, (signal) =>
    loadStaging({ rest, project: place.project, signal }, shown),
  );
  // Who asks for more cards keeps those that are there while the others are read.
  const last = useRef<readonly LoadedStaging[]>([]);
  if (loaded.value !== undefined) last.current = loaded.value.staging;
  const keys = new Set(shown.map((one) => one.key));
  const cards = last.current.filter(({ component }) => keys.has(component.key));
  const isReading = loaded.value === undefined && loaded.loading;
  const coming = isReading ? shown.filter((one) => !cards.some(({ component }) => component.key === one.key)) : [];
  const problems = [...(loaded.problem ? [loaded.problem] : []), ...(loaded.value?.problems ?? [])];
  return (
    <section className="slipway-section" aria-labelledby="staged">
      <h2 id="staged">Staged</h2>
      <ProblemList problems={problems} retry={loaded.reload} />
      {staged.length === 0 && <p className="slipway-quiet">Nothing is staged: the next merge begins a release.</p>}
      <div className="slipway-cards">
        {cards.map((staging) => (
          <StagingCard
            key={staging.component.key}
            staging={staging}
            name={names.get(staging.component.key) ?? ''}
            place={place}
            isOpen={shown.length === 1}
            onQueued={loaded.reload}
          />
        ))}
        {coming.length > 0 && <Coming components={coming} names={names} isOpen={shown.length === 1} />}
      </div>
      {shown.length < staged.length && (
        <p>
          <button type="button" className="slipway-more" onClick={() => setMost(most + MORE)}>
            Show more of the {staged.length} components
          </button>
        </p>
      )}
    </section>
  );
});

/** Of a card as it mostly is, and of each change in one that is open. */
const CARD_REM = 18.8;
const CHANGE_REM = 9.2;

/** Keeps the places of the cards, so that what is below stays where it is. */
function Coming({
  components,
  names,
  isOpen,
}: {
  readonly components: readonly ListedComponent[];
  readonly names: ReadonlyMap<string, string>;
  readonly isOpen: boolean;
}) {
  const open = isOpen ? Math.min(components[0]?.entry.staging?.changes ?? 1, CHANGES_AT_FIRST) : 0;
  return (
    <div className="slipway-coming slipway-quiet" role="status">
      {components.map(({ key, entry }) => (
        <div key={key} className="slipway-card" style={{ minHeight: `${CARD_REM + open * CHANGE_REM}rem` }}>
          Reading what is staged as <bdi>{names.get(key)}</bdi> {entry.staging?.version}…
        </div>
      ))}
    </div>
  );
}
