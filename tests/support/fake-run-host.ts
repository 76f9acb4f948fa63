import type {
  Approval,
  NewRun,
  Pipeline,
  PipelineName,
  PipelineRun,
  RunHost,
  TimelineRecord,
} from '../../src/release/run/ports.ts';

export const TIP = 'd'.repeat(40);

/** Pipelines in memory whose runs do what `script` says, with a journal of writes. */
export class FakeRunHost implements RunHost {
  readonly writes: string[] = [];
  pipelines: Pipeline[] = [
    {
      id: 3,
      name: 'Build',
      folder: '\\',
      state: 'enabled',
      repositoryId: 'r1',
      defaultBranch: 'refs/heads/main',
    },
  ];
  tips: Record<string, string> = { 'refs/heads/main': TIP };
  runs: PipelineRun[] = [];
  records: TimelineRecord[] = [];
  approvals: Approval[] = [];
  /** What the service adds to the parameters that are given. */
  defaults: Record<string, string> = {};
  /** Called at every look at a run, 1, 2, ... */
  script: (looks: number, run: PipelineRun) => void = (looks, run) => {
    if (looks > 3) this.update(run.id, { status: 'completed', result: 'succeeded' });
  };
  beforeQueue: () => void = () => undefined;
  #looks = 0;

  add(over: Partial<PipelineRun> = {}): PipelineRun {
    const id = over.id ?? Math.max(100, ...this.runs.map((run) => run.id)) + 1;
    const run: PipelineRun = {
      id,
      number: `20260105.${id}`,
      status: 'inProgress',
      result: undefined,
      branch: 'refs/heads/main',
      commit: TIP,
      parameters: {},
      tags: [],
      webUrl: `http://x/run/${id}`,
      ...over,
    };
    this.runs.unshift(run);
    return run;
  }
  update(id: number, over: Partial<PipelineRun>): void {
    this.runs = this.runs.map((run) => (run.id === id ? { ...run, ...over } : run));
  }
  get(id: number): PipelineRun {
    const found = this.runs.find((run) => run.id === id);
    if (!found) throw new Error(`no run ${id}`);
    return found;
  }

  findPipelines = (name: string): Promise<readonly PipelineName[]> =>
    Promise.resolve(this.pipelines.filter((one) => one.name.toLowerCase() === name.toLowerCase()));
  readPipeline = (id: number) => Promise.resolve(this.pipelines.find((one) => one.id === id)!);
  readTip = (_repositoryId: string, ref: string) => Promise.resolve(this.tips[ref]);
  listRuns = (_pipelineId: number, branch: string | undefined): Promise<readonly PipelineRun[]> =>
    Promise.resolve(this.runs.filter((run) => branch === undefined || run.branch === branch));
  readRun = (id: number) => {
    this.script(++this.#looks, this.get(id));
    return Promise.resolve(this.get(id));
  };
  readTimeline = (_id: number): Promise<readonly TimelineRecord[]> => Promise.resolve(this.records);
  readApprovals = (ids: readonly string[]): Promise<readonly Approval[]> =>
    Promise.resolve(this.approvals.filter(({ id }) => ids.includes(id)));
  queue = (run: NewRun, _newestKnown: number): Promise<number> => {
    this.beforeQueue();
    const { branch = '', commit = TIP, parameters } = run;
    const queued = this.add({ branch, commit, parameters: { ...this.defaults, ...parameters } });
    this.writes.push(`queue ${queued.id}`);
    return Promise.resolve(queued.id);
  };
  findQueued = (_run: NewRun, newestKnown: number) => Promise.resolve(this.runs.find(({ id }) => id > newestKnown)?.id);
  addTag = (id: number, tag: string): Promise<void> => {
    this.writes.push(`tag ${id}`);
    this.update(id, { tags: [...this.get(id).tags, tag] });
    return Promise.resolve();
  };
  cancel = (id: number): Promise<void> => {
    this.writes.push(`cancel ${id}`);
    this.update(id, { status: 'completed', result: 'canceled' });
    return Promise.resolve();
  };
}

export const recordOf = (over: Partial<TimelineRecord> & Pick<TimelineRecord, 'id' | 'type'>): TimelineRecord => ({
  parentId: undefined,
  name: over.id,
  state: 'inProgress',
  result: undefined,
  attempt: 1,
  order: 1,
  issues: [],
  ...over,
});
