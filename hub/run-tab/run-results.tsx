import '../parts/facts.css';
import { mapConcurrently } from '../../src/concurrency.ts';
import { listResults, readResult } from '../data/attachments.ts';
import { attempt } from '../data/attempt.ts';
import type { HubHost } from '../host/hub-host.ts';
import type { HubProblem } from '../host/hub-problem.ts';
import type { Rest } from '../host/rest.ts';
import { OutLink } from '../parts/link.tsx';
import { Loading } from '../parts/loading.tsx';
import { ProblemList } from '../parts/problem-list.tsx';
import { State } from '../parts/state.tsx';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { Words } from '../parts/words.tsx';
import { formatRoute } from '../route.ts';
import { nameOutput, TaskResult, tellingOutputs, tellOutcome } from './task-results.ts';

const EVERY_MS = 15_000;
const AT_ONCE = 4;
/** A run with more tells the newest. */
const MOST = 50;

interface RunResultsProps {
  readonly host: HubHost;
  readonly rest: Rest;
  readonly run: number;
}

/** What the tasks of this run found, staged and decided; grows while the run goes on. */
export function RunResults({ host, rest, run }: RunResultsProps) {
  const project = host.project.name;
  const found = useLoad({ key: `${run}`, what: `the results of run ${run}`, everyMs: EVERY_MS }, async (signal) => {
    const problems: HubProblem[] = [];
    const listed = (await listResults(rest, { project, signal }, run)).slice(-MOST);
    const read = await mapConcurrently(listed, AT_ONCE, async (attachment) => {
      const what = { what: `the result ${attachment.name}`, instead: undefined };
      const result = await attempt({ problems, signal }, what, () => readResult(rest, attachment, TaskResult, signal));
      return result && { name: attachment.name, result };
    });
    return { results: read.filter((one) => one !== undefined), problems };
  });
  const problems = [...(found.problem ? [found.problem] : []), ...(found.value?.problems ?? [])];
  return (
    <main className="slipway-main">
      <h1 className="slipway-title">What Slipway did in this run</h1>
      <ProblemList problems={problems} retry={found.reload} />
      {found.value === undefined && found.loading && <Loading what="the results" />}
      {found.value?.results.length === 0 && problems.length === 0 && (
        <p role="status">No task of Slipway has ended in this run yet.</p>
      )}
      {found.value?.results.map(({ name, result }) => (
        <section key={name} className="slipway-section" aria-label={name}>
          <Result result={result} />
          {result.audit && (
            <p>
              <OutLink href={host.addressOf(formatRoute({ page: 'audits', item: [`${run}`, name], filters: {} }))}>
                See the audit
              </OutLink>
            </p>
          )}
        </section>
      ))}
    </main>
  );
}

function Result({ result }: { readonly result: TaskResult }) {
  const { task, outcome, summary, finishedAt, error, pullRequest } = result;
  const outputs = tellingOutputs(result);
  return (
    <>
      <h2>
        <bdi>{task}</bdi> <State {...tellOutcome(outcome)} />
      </h2>
      {typeof summary === 'string' && (
        <p>
          <Words text={summary} most={1000} />
        </p>
      )}
      {error && (
        <p>
          <Words text={`${error.message} ${error.hint ?? ''}`.trim()} most={1000} />
        </p>
      )}
      <dl className="slipway-facts">
        {pullRequest && (
          <>
            <dt>Pull request</dt>
            <dd>
              <OutLink href={pullRequest.url}>{(pullRequest.title ?? `${pullRequest.id}`).slice(0, 200)}</OutLink>
            </dd>
          </>
        )}
        {outputs.map(([name, value]) => (
          <Output key={name} name={name} value={value} />
        ))}
        {typeof finishedAt === 'string' && (
          <>
            <dt>Ended</dt>
            <dd>
              <When at={finishedAt} />
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

const Output = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{nameOutput(name)}</dt>
    <dd>{/^https?:\/\//.test(value) ? <OutLink href={value}>{value}</OutLink> : <Words text={value} />}</dd>
  </>
);
