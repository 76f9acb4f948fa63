import type { PageConfig } from '../page-config.ts';
import { askToken } from './ask.ts';
import type { Callable } from './channel.ts';

const LOOK_AGAIN_MS = 2_000;

type Build = Readonly<Record<string, unknown>>;
type Listener = (build: Build) => void;

/** As the page of the real service gives them: numbers, where its REST API has words. */
const STATUSES: Readonly<Record<string, number>> = {
  none: 0,
  inProgress: 1,
  completed: 2,
  cancelling: 4,
  notStarted: 32,
};
const RESULTS: Readonly<Record<string, number>> = {
  none: 0,
  succeeded: 2,
  partiallySucceeded: 4,
  failed: 8,
  canceled: 32,
};

/** What a tab of a run's page is given: the run as it is now, and anew whenever it changes. */
export interface BuildPage {
  /** For the extension's configuration. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly service: Callable;
}

export function openBuildPage(config: PageConfig, run: number): BuildPage {
  const listeners: Listener[] = [];
  let last: Build | undefined;

  const read = async (): Promise<Build> => {
    const { baseUrl, organisation, project } = config;
    const address = `${baseUrl}/${encodeURIComponent(organisation.name)}/${project.id}/_apis/build/builds/${run}`;
    const token = await askToken(config);
    const answer = await fetch(`${address}?api-version=7.1`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`The run was answered with ${answer.status}.`);
    const build = (await answer.json()) as Build;
    const { status, result } = build;
    return { ...build, status: STATUSES[String(status)] ?? 0, result: RESULTS[String(result)] ?? 0 };
  };

  const look = async (): Promise<void> => {
    const build = await read().catch(() => last);
    if (build && JSON.stringify(build) !== JSON.stringify(last)) for (const listen of listeners) listen(build);
    last = build;
    if (build?.['status'] !== STATUSES['completed']) setTimeout(() => void look(), LOOK_AGAIN_MS);
  };
  const begun = look();

  return {
    configuration: {
      onBuildChanged(listen: Listener) {
        listeners.push(listen);
        if (last) listen(last);
      },
      onViewDisplayed: (listen: () => void) => listen(),
    },
    service: {
      async getBuildPageData() {
        await begun;
        return last && { build: last, definition: last['definition'] };
      },
    },
  };
}
