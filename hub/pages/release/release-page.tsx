import '../../parts/layout.css';
import './release.css';
import { useMemo } from 'react';
import { useHub } from '../../hub-context.ts';
import { HubLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NotThere } from '../../parts/not-there.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { loadRelease } from './load-release.ts';
import { ReleaseView } from './release-view.tsx';

const EVERY_MS = 30_000;

/** One release, or one that is staged, with everything that made it. */
export default function ReleasePage() {
  const { host, rest, route } = useHub();
  const project = host.project.name;
  const place = useMemo(() => ({ baseUrl: host.baseUrl, project }), [host, project]);
  const [repositoryId = '', component = '', version = ''] = route.item;
  const what = `${component} ${version}`;
  const found = useLoad({ key: JSON.stringify(route.item), what, everyMs: EVERY_MS }, (signal) =>
    loadRelease({ rest, project, signal }, { repositoryId, component, version }),
  );
  const { value } = found;
  return (
    <>
      <p>
        <HubLink to={{ page: 'releases', item: [], filters: { component: `${repositoryId}/${component}` } }}>
          All releases of <bdi>{component}</bdi>
        </HubLink>
      </p>
      {found.problem && <ProblemCard problem={found.problem} retry={found.reload} />}
      {value === undefined && found.loading && <Loading what={what} />}
      {value?.kind === 'none' && (
        <NotThere retry={found.reload}>
          <h2>
            There is no release <bdi>{version}</bdi> of <bdi>{component}</bdi>
          </h2>
          {value.staging === undefined ? (
            <p>It was never released, or you may not see its repository.</p>
          ) : (
            <p>
              What collects now is{' '}
              <HubLink to={{ page: 'release', item: [repositoryId, component, value.staging], filters: {} }}>
                {value.staging}
              </HubLink>
              : a merge may have raised the version.
            </p>
          )}
        </NotThere>
      )}
      {value !== undefined && value.kind !== 'none' && <ReleaseView found={value} place={place} />}
    </>
  );
}
